import Foundation

/// The package's own files, as they stand beside this one.
struct SourceTree {
    struct File: Sendable {
        /// From the package's root.
        let path: String
        let lines: [String]

        var name: String { path.split(separator: "/").last.map(String.init) ?? path }
        /// The target, for a file below Sources or Tests.
        var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    }

    let root: URL

    init(file: String = #filePath) {
        root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// Swift files below `folder`, by path.
    func swiftFiles(below folder: String) throws -> [File] {
        let base = root.appending(path: folder).resolvingSymlinksInPath()
        guard let files = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
        return try files.compactMap { $0 as? URL }
            .filter { $0.pathExtension == "swift" }
            .map { url in
                let text = try String(contentsOf: url, encoding: .utf8)
                let path = folder + url.resolvingSymlinksInPath().path.dropFirst(base.path.count)
                return File(path: path, lines: text.components(separatedBy: "\n"))
            }
            .sorted { $0.path < $1.path }
    }
}
