import CLibPQ
import Glibc
import Nameplate
import Synchronization

/// One connection to a server, and all that this package knows of libpq: nothing else calls it.
///
/// A list of statements is sent whole in pipeline mode and answered in one round trip; each statement is prepared at
/// its first use. Every call blocks, up to its deadline, so it belongs on a thread of the store's own. A connection
/// that failed to talk is closed, and good for nothing but being dropped.
@safe final class Connection: Sendable {
    /// More than the server's own `statement_timeout`, so that this one ends what even the server can't.
    static let patience = Duration.seconds(6)

    @safe private struct State {
        var handle: OpaquePointer?
        var prepared: [String: String] = [:]
    }

    private let state: Mutex<State>

    /// Connects, which takes as long as the `connect_timeout` of the parameters for each host.
    init(_ parameters: ConnectionParameters) throws(PostgresError) {
        let handle = try unsafe Self.connect(parameters)
        unsafe state = Mutex(State(handle: handle))
        do {
            _ = try run([parameters.setUp])
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }
    var isOpen: Bool { state.withLock { unsafe $0.handle != nil } }

    /// Whether a connection on which nothing is asked for is still there: one with anything to be read has been ended by
    /// the server, and whoever sent a COMMIT on it would not know whether it was done.
    var isUsable: Bool {
        state.withLock { state in
            guard let handle = unsafe state.handle else { return false }
            if let events = try? unsafe Self.wait(handle, for: POLLIN, until: .now), events == 0 { return true }
            Self.finish(&state)
            return false
        }
    }

    /// How the server's database writes texts.
    var encoding: String {
        state.withLock { state in
            guard let handle = unsafe state.handle else { return "" }
            return unsafe PQparameterStatus(handle, "server_encoding").map { unsafe String(cString: $0) } ?? ""
        }
    }

    /// The server's process as whoever we are connected to names it: with a pooler between, another than the server says.
    var processID: Int32 { state.withLock { unsafe PQbackendPID($0.handle) } }

    /// Runs the statements in their order, in one round trip.
    ///
    /// Outside of BEGIN and COMMIT they are one transaction.
    ///
    /// - Throws: The first failure; none of the statements after that one was run.
    @discardableResult func run(
        _ statements: [Statement],
        within patience: Duration = patience
    ) throws(PostgresError) -> [Rows] {
        // C would end such a text there, and the server has no place for it anyway.
        guard !statements.contains(where: { $0.values.contains { $0?.utf8.contains(0) ?? false } }) else {
            throw PostgresError(sqlState: "22021", message: "A text holds a zero byte.")
        }
        let result = state.withLock { state -> Result<[Rows], PostgresError> in
            do {
                guard let handle = unsafe state.handle else { throw PostgresError.closed }
                let deadline = ContinuousClock.now + patience
                let names = try unsafe Self.send(statements, on: handle, known: state.prepared)
                try unsafe Self.flush(handle, until: deadline)
                let answers = unsafe Self.receive(names, on: handle, until: deadline)
                for case .prepared(let sql, let name) in answers.done { state.prepared[sql] = name }
                if !answers.isComplete { Self.finish(&state) }
                if let failure = answers.failure { throw failure }
                return .success(answers.rows)
            } catch {
                let error = error as? PostgresError ?? .closed
                if error.isLost { Self.finish(&state) }
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The payloads of notifications, at once if some have come, and none when the time is over.
    func notifications(within patience: Duration) throws(PostgresError) -> [String] {
        let result = state.withLock { state -> Result<[String], PostgresError> in
            guard let handle = unsafe state.handle else { return .failure(.closed) }
            do {
                var payloads = unsafe Self.notified(handle)
                if payloads.isEmpty {
                    _ = try unsafe Self.wait(handle, for: POLLIN, until: .now + patience)
                    guard unsafe PQconsumeInput(handle) == 1 else { throw unsafe PostgresError.lost(handle) }
                    payloads = unsafe Self.notified(handle)
                }
                return .success(payloads)
            } catch {
                Self.finish(&state)
                return .failure(error as? PostgresError ?? .closed)
            }
        }
        return try result.get()
    }

    func close() { state.withLock { Self.finish(&$0) } }

    private static func finish(_ state: inout State) {
        if let handle = unsafe state.handle { unsafe PQfinish(handle) }
        unsafe state.handle = nil
    }

    private static func connect(_ parameters: ConnectionParameters) throws(PostgresError) -> OpaquePointer {
        let (keywords, values) = (CStrings(parameters.all.map(\.keyword)), CStrings(parameters.all.map(\.value)))
        let handle = unsafe keywords.withPointers { keywords in
            unsafe values.withPointers { unsafe PQconnectdbParams(keywords, $0, 0) }
        }
        guard let handle = unsafe handle else { throw PostgresError(message: "There is no memory.") }
        // What the server remarks would go to standard error, where nobody expects it.
        unsafe PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard unsafe PQstatus(handle) == CONNECTION_OK, unsafe PQsetnonblocking(handle, 1) == 0,
            unsafe PQenterPipelineMode(handle) == 1
        else {
            defer { unsafe PQfinish(handle) }
            throw unsafe PostgresError(message: String(cString: PQerrorMessage(handle)))
        }
        return unsafe handle
    }

    private static func send(
        _ statements: [Statement],
        on handle: OpaquePointer,
        known: [String: String]
    ) throws(PostgresError) -> [PipelineAnswers.Step] {
        var steps: [PipelineAnswers.Step] = []
        var known = known
        for statement in statements {
            let name = known[statement.sql] ?? "s\(known.count)"
            if known.updateValue(name, forKey: statement.sql) == nil {
                guard unsafe PQsendPrepare(handle, name, statement.sql, 0, nil) == 1 else { throw unsafe .lost(handle) }
                steps.append(.prepared(sql: statement.sql, name: name))
            }
            let sent = unsafe CStrings(statement.values).withPointers {
                unsafe PQsendQueryPrepared(handle, name, Int32(statement.values.count), $0, nil, nil, 0)
            }
            guard sent == 1 else { throw unsafe .lost(handle) }
            steps.append(.executed)
        }
        guard unsafe PQpipelineSync(handle) == 1 else { throw unsafe .lost(handle) }
        return steps
    }

    private static func flush(_ handle: OpaquePointer, until deadline: ContinuousClock.Instant) throws(PostgresError) {
        while true {
            switch unsafe PQflush(handle) {
            case 0: return
            case 1:
                // A server that answers before it has read everything must be read, or both wait for ever.
                let events = try unsafe wait(handle, for: POLLIN | POLLOUT, until: deadline)
                guard events != 0 else { throw PostgresError.late }
                if events & POLLIN != 0, unsafe PQconsumeInput(handle) != 1 { throw unsafe .lost(handle) }
            default: throw unsafe .lost(handle)
            }
        }
    }

    /// Reads to the end of the pipeline, whatever failed on the way.
    private static func receive(
        _ steps: [PipelineAnswers.Step],
        on handle: OpaquePointer,
        until deadline: ContinuousClock.Instant
    ) -> PipelineAnswers {
        var answers = PipelineAnswers()
        do {
            try unsafe receive(steps, on: handle, until: deadline, into: &answers)
            answers.isComplete = true
        } catch {
            if answers.failure == nil { answers.failure = error }
        }
        return answers
    }

    private static func receive(
        _ steps: [PipelineAnswers.Step],
        on handle: OpaquePointer,
        until deadline: ContinuousClock.Instant,
        into answers: inout PipelineAnswers
    ) throws(PostgresError) {
        var index = 0
        while true {
            while unsafe PQisBusy(handle) == 1 {
                guard try unsafe wait(handle, for: POLLIN, until: deadline) != 0 else { throw PostgresError.late }
                guard unsafe PQconsumeInput(handle) == 1 else { throw unsafe .lost(handle) }
            }
            guard let result = unsafe PQgetResult(handle) else {
                guard index < steps.count, unsafe PQstatus(handle) == CONNECTION_OK else { throw unsafe .lost(handle) }
                index += 1
                continue
            }
            defer { unsafe PQclear(result) }
            switch unsafe PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC: return
            case PGRES_PIPELINE_ABORTED: break
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                answers.done.append(steps[index])
                if case .executed = steps[index] { answers.rows.append(unsafe Self.rows(of: result)) }
            default:
                guard answers.failure == nil else { break }
                answers.failure = unsafe Self.failure(in: result, on: handle)
                if index < steps.count - 1, answers.failure?.sqlState != nil { answers.failure?.isOfLast = false }
            }
        }
    }

    /// The events that came, or 0 when the time is over.
    private static func wait(
        _ handle: OpaquePointer,
        for events: Int32,
        until deadline: ContinuousClock.Instant
    ) throws(PostgresError) -> Int32 {
        while true {
            let left = deadline - .now
            var descriptor = unsafe pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
            let count = unsafe poll(&descriptor, 1, left > .zero ? Int32(clamping: left.milliseconds + 1) : 0)
            if count >= 0 { return Int32(descriptor.revents) }
            // A signal that the process has caught is no answer.
            guard errno == EINTR else { throw unsafe .lost(handle) }
        }
    }

    private static func notified(_ handle: OpaquePointer) -> [String] {
        var payloads: [String] = []
        while let notification = unsafe PQnotifies(handle) {
            unsafe payloads.append(String(cString: notification.pointee.extra))
            unsafe PQfreemem(notification)
        }
        return payloads
    }

    private static func rows(of result: OpaquePointer) -> Rows {
        let columns = unsafe PQnfields(result)
        var rows = unsafe Rows(columns: Int(columns), affected: Int(String(cString: PQcmdTuples(result))) ?? 0)
        for row in unsafe 0..<PQntuples(result) {
            for column in 0..<columns {
                guard unsafe PQgetisnull(result, row, column) == 0 else {
                    rows.appendNull()
                    continue
                }
                let length = unsafe Int(PQgetlength(result, row, column))
                let start = unsafe UnsafeRawPointer(PQgetvalue(result, row, column))
                unsafe rows.append(UnsafeRawBufferPointer(start: start, count: length))
            }
        }
        return rows
    }

    private static func failure(in result: OpaquePointer, on handle: OpaquePointer) -> PostgresError {
        func field(_ code: UnicodeScalar) -> String? {
            unsafe PQresultErrorField(result, Int32(code.value)).map { unsafe String(cString: $0) }
        }
        // Of PG_DIAG_SQLSTATE, _MESSAGE_PRIMARY and _CONSTRAINT_NAME, which are characters to C.
        guard let state = field("C") else { return unsafe .lost(handle) }
        return PostgresError(sqlState: state, message: field("M") ?? "", constraint: field("n"))
    }
}

extension ConnectionParameters {
    /// The parts of a connection URI as libpq understands it.
    static func parse(_ url: String) throws(PostgresError) -> [(keyword: String, value: String)] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(url, &message) else {
            defer { unsafe PQfreemem(message) }
            throw PostgresError(message: unsafe message.map { unsafe String(cString: $0) } ?? "It can't be read.")
        }
        defer { unsafe PQconninfoFree(options) }
        var parts: [(keyword: String, value: String)] = []
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe parts.append((String(cString: keyword), String(cString: value)))
            }
            unsafe option += 1
        }
        return parts
    }
}

extension PostgresError {
    /// The connection is gone; libpq has the words for it.
    fileprivate static func lost(_ handle: OpaquePointer) -> PostgresError {
        PostgresError(message: unsafe String(cString: PQerrorMessage(handle)))
    }
}
