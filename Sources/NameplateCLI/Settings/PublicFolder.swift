import Glibc

/// The folder of pages and of the browser module.
enum PublicFolder {
    private static let name = "Public"

    static func checked(_ path: String) throws -> String {
        guard isFolder(path) else { throw Failure("'\(path)' is not a folder.") }
        return path
    }

    /// `Public` where we are, else that of the source tree which the program was built in; nil if there is neither.
    static func found() -> String? {
        if isFolder(name) { return name }
        guard var folder = realpath("/proc/self/exe", nil).map(takeText) else { return nil }
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            // A tree of ours has the manifest beside it; any other folder of that name is somebody else's.
            if isFolder("\(folder)/\(name)"), access("\(folder)/Package.swift", R_OK) == 0 {
                return "\(folder)/\(name)"
            }
        }
        return nil
    }

    private static func takeText(_ path: UnsafeMutablePointer<CChar>) -> String {
        defer { free(path) }
        return String(cString: path)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
