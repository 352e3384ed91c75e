import Dispatch
import Glibc
import Synchronization

/// Stands between a store and a server, passes on what both say, and has an eye on a COMMIT.
final class Relay: Sendable {
    /// What becomes of the COMMIT that is waited for.
    enum Fate: Sendable {
        /// The line is cut before the server hears of it.
        case lost
        /// The line is cut when it is done, before the client hears of it.
        case unanswered
        /// The line is cut before the client hears of it, and the server hears of it with ``deliver()``.
        case late
        /// Nobody ever hears of it, and the line stays.
        case withheld
    }

    private struct State {
        var trap: (fate: Fate, word: String)?
        var isDelivered = false
    }

    let port: Int
    private let target: Int
    private let listener: Int32
    private let state = Mutex(State())
    private let caught: AsyncStream<Void>
    private let tell: AsyncStream<Void>.Continuation
    private let delivery = DispatchSemaphore(value: 0)
    private let answer: AsyncStream<Void>
    private let tellAnswer: AsyncStream<Void>.Continuation

    init(to target: Int) throws {
        self.target = target
        (listener, port) = try Socket.listen()
        (caught, tell) = AsyncStream.makeStream()
        (answer, tellAnswer) = AsyncStream.makeStream()
        DispatchQueue(label: "relay").async { [self] in accept() }
    }

    /// The way through it, on which nothing is encrypted.
    func url(_ url: String) -> String {
        url.replacing(":\(target)/", with: ":\(port)/") + "?sslmode=disable&gssencmode=disable"
    }

    /// Waits for the COMMIT of the next transaction that says `word` to the server.
    func set(_ fate: Fate, forCommitOf word: String) { state.withLock { $0.trap = (fate, word) } }

    /// Returns when the COMMIT has met its fate.
    func untilCaught() async {
        for await _ in caught { return }
    }

    /// Passes a late COMMIT on, and returns when the server has answered it.
    func deliver() async {
        delivery.signal()
        for await _ in answer { return }
    }

    /// Lets nobody in any more.
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            guard let server = try? Socket.connect(to: target) else {
                Glibc.close(client)
                continue
            }
            let line = Line(client: client, server: server)
            DispatchQueue(label: "relay.up").async { [self] in passUp(line) }
            DispatchQueue(label: "relay.down").async { [self] in passDown(line) }
        }
        Glibc.close(listener)
    }

    private func passUp(_ line: Line) {
        var frames = ClientFrames()
        while let bytes = Socket.read(line.client) {
            for pipeline in frames.take(bytes) {
                switch pipeline.isCommit ? fate(of: pipeline.transaction) : nil {
                case nil: Socket.write(pipeline.bytes, to: line.server)
                case .lost:
                    line.cut()
                    tell.yield()
                case .unanswered:
                    line.isSwallowing = true
                    Socket.write(pipeline.bytes, to: line.server)
                case .late:
                    line.isSwallowing = true
                    line.cutClient()
                    tell.yield()
                    delivery.wait()
                    Socket.write(pipeline.bytes, to: line.server)
                    line.answered.wait()
                    tellAnswer.yield()
                case .withheld:
                    tell.yield()
                }
            }
        }
        line.cut()
    }

    private func passDown(_ line: Line) {
        while let bytes = Socket.read(line.server) {
            if line.isSwallowing {
                line.cut()
                tell.yield()
                line.answered.signal()
            } else {
                Socket.write(bytes, to: line.client)
            }
        }
        line.cut()
    }

    private func fate(of transaction: [UInt8]) -> Fate? {
        state.withLock { state in
            guard let trap = state.trap, transaction.contains(trap.word) else { return nil }
            state.trap = nil
            return trap.fate
        }
    }
}

extension Relay {
    /// One client's connection, and the one that stands for it at the server.
    private final class Line: Sendable {
        let client: Int32
        let server: Int32
        let answered = DispatchSemaphore(value: 0)
        private let swallowing = Mutex(false)

        init(client: Int32, server: Int32) {
            self.client = client
            self.server = server
        }

        deinit {
            Glibc.close(client)
            Glibc.close(server)
        }

        /// Whether what the server says is kept from the client, who is cut off instead.
        var isSwallowing: Bool {
            get { swallowing.withLock(\.self) }
            set { swallowing.withLock { $0 = newValue } }
        }

        func cutClient() { shutdown(client, Int32(SHUT_RDWR)) }

        func cut() {
            cutClient()
            shutdown(server, Int32(SHUT_RDWR))
        }
    }
}

extension [UInt8] {
    fileprivate func contains(_ word: String) -> Bool {
        let word = Array(word.utf8)
        return indices.contains { self[$0...].starts(with: word) }
    }
}
