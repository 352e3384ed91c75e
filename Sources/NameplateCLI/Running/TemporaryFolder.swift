import FoundationEssentials
import Glibc

/// A new folder that is ours alone, until it is removed.
struct TemporaryFolder {
    let path: String

    init(named name: String) throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/\(name).XXXXXX".utf8CString)  // mkdtemp's own placeholder
        guard mkdtemp(&template) != nil else {
            throw Failure("No folder can be made in '\(parent)': \(String(cString: strerror(errno))).")
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func remove() {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Output.note("Warning: '\(path)' could not be removed: \(error)")
        }
    }
}
