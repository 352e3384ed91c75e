import FoundationEssentials

/// Feeds parsers with bytes from anywhere.
///
/// Built as ever it tries the corpus once more: `Fuzz Tests/Fuzz/Corpus`. Built by `Tests/Fuzz/run` it is libFuzzer, which
/// looks for bytes that crash the subject of that name.
@main enum Fuzz {
    #if FUZZING
    private static let chosen = Subject.named(ProcessInfo.processInfo.environment["FUZZ_SUBJECT"] ?? "")

    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        _ = runDriver(&count, &arguments) { start, count in
            Fuzz.chosen?.take(Array(UnsafeBufferPointer(start: start, count: count)))
            return 0
        }
    }
    #else
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            throw Failure(description: "Fuzz CORPUS tries each file of CORPUS/SUBJECT at that subject.")
        }
        let corpus = CommandLine.arguments[1]
        for subject in Subject.all {
            let folder = "\(corpus)/\(subject.name)"
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            guard !files.isEmpty else { throw Failure(description: "There is nothing in \(folder).") }
            for file in files.sorted() {
                guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") else {
                    throw Failure(description: "\(folder)/\(file) can't be read.")
                }
                subject.take(Array(bytes))
            }
            print("\(subject.name): \(files.count) inputs")
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
    #endif
}

#if FUZZING
/// libFuzzer's own main loop.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
#endif
