import FoundationEssentials
import Glibc
import Testing

/// A folder for the files of one test.
struct Folder {
    let path: String

    @discardableResult
    func write(_ text: String, to name: String, mode: mode_t) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        try #require(chmod(file, mode) == 0)
        return file
    }
}

func withFolder(_ body: (Folder) async throws -> Void) async throws {
    var template = Array("/tmp/nameplate-test.XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
    try await body(Folder(path: path))
}
