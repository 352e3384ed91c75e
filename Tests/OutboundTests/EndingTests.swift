import Outbound
import Testing

/// Cancellation and shutdown: every request is answered exactly once, and leaves its place.
struct EndingTests {
    @Test func `a cancelled request resumes and frees its place`() async throws {
        try await withRudeServer(bounds(maximumConcurrent: 1)) { server, client in
            let held = Task { try await client.send(server.get("/hold/one")) }
            var arrivals = server.arrivals.makeAsyncIterator()
            #expect(await arrivals.next() == "/hold/one")
            held.cancel()
            await #expect(throws: OutboundError.cancelled) { try await held.value }
            let answer = try await client.send(server.get("/peer"))
            #expect(answer.status == 200)
        }
    }

    @Test func `cancelled waiters leave the line and are never sent`() async throws {
        try await withRudeServer(bounds(maximumConcurrent: 1)) { server, client in
            let held = Task { try await client.send(server.get("/hold/one")) }
            var arrivals = server.arrivals.makeAsyncIterator()
            #expect(await arrivals.next() == "/hold/one")
            let (starts, start) = AsyncStream.makeStream(of: Void.self)
            let waiters = (1...50).map { _ in
                Task {
                    start.yield()
                    return try await client.send(server.get("/hold/two"))
                }
            }
            var started = starts.makeAsyncIterator()
            for _ in waiters { await started.next() }
            for waiter in waiters { waiter.cancel() }
            for waiter in waiters {
                await #expect(throws: OutboundError.cancelled) { try await waiter.value }
            }
            let last = Task { try await client.send(server.get("/hold/three")) }
            await server.gate.open()
            let first = try await held.value
            #expect(first.status == 200)
            let second = try await last.value
            #expect(second.status == 200)
            #expect(await arrivals.next() == "/hold/three")
        }
    }

    @Test func `a task cancelled before sends nothing`() async throws {
        try await withRudeServer { server, client in
            let (starts, start) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                for await _ in starts {}
                return try await client.send(server.get("/peer"))
            }
            task.cancel()
            start.finish()
            await #expect(throws: OutboundError.cancelled) { try await task.value }
        }
    }

    @Test func `cancellations at any moment leave a client that works`() async throws {
        try await withRudeServer(bounds(maximumConcurrent: 4)) { server, client in
            await withTaskGroup(of: Void.self) { group in
                for number in 1...300 {
                    let task = Task { try await client.send(server.get("/peer")) }
                    group.addTask {
                        for _ in 0..<(number % 50) { await Task.yield() }
                        task.cancel()
                        let outcome = await task.result
                        if case .failure(let error) = outcome { #expect(error as? OutboundError == .cancelled) }
                    }
                }
            }
            let answer = try await client.send(server.get("/peer"))
            #expect(answer.status == 200)
        }
    }

    @Test func `shutdown fails those under way and those waiting`() async throws {
        try await withRudeServer(bounds(maximumConcurrent: 1)) { server, client in
            let held = Task { try await client.send(server.get("/hold/one")) }
            let waiting = Task { try await client.send(server.get("/hold/two")) }
            var arrivals = server.arrivals.makeAsyncIterator()
            _ = await arrivals.next()
            await client.shutdown()
            await #expect(throws: OutboundError.shutDown) { try await held.value }
            await #expect(throws: OutboundError.shutDown) { try await waiting.value }
        }
    }

    @Test func `after a shutdown nothing is sent, and a second one returns`() async throws {
        try await withRudeServer { server, client in
            await client.shutdown()
            await client.shutdown()
            await #expect(throws: OutboundError.shutDown) { try await client.send(server.get("/peer")) }
        }
    }
}
