import Nameplate
import Testing

struct ConcurrencyTests {
    @Test(arguments: StoreBackend.allCases)
    func `changes that come at once each get a version of their own`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let versions = try await withThrowingTaskGroup { group in
                for index in 0..<300 {
                    group.addTask { try await store.change(.rename(.ada, to: "Ada \(index)")).profile.version }
                }
                return try await group.reduce(into: [Int64]()) { $0.append($1) }
            }
            #expect(versions.sorted() == Array(2...301))
            #expect(try await store.delivery()?.wantedVersion == 301)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `of many who saw the same version one wins, and the others learn the new one`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let outcomes = await withTaskGroup { group in
                for index in 0..<50 {
                    group.addTask { await Self.bio("\(index)", if: .version(1), in: store) }
                }
                return await group.reduce(into: [StoreError?]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.compactMap(\.self) == Array(repeating: .versionMismatch(current: 2), count: 49))
            #expect(try await store.profile(of: .ada)?.version == 2)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a refusal and a cancelled caller take nothing from the others of their commit`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await withThrowingTaskGroup { group in
                for index in 0..<100 { group.addTask { try await store.begin(UserID(stored: "user-\(index)")) } }
                group.addTask {
                    let refusal = await Self.bio("x", if: .version(7), in: store)
                    #expect(refusal == .versionMismatch(current: 1))
                }
                let cancelled = Task { try await store.begin(.grace) }
                cancelled.cancel()
                _ = await cancelled.result
                try await group.waitForAll()
            }
            #expect(try await store.profiles(after: nil, limit: 200).count == 102)
            #expect(try await store.profile(of: .ada)?.version == 1)
            let grace = try await store.profile(of: .grace)
            #expect(grace != nil)
            #expect(try await store.delivery(.grace)?.wantedVersion == grace?.version)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `closing commits what came before and refuses what comes after`(backend: StoreBackend) async throws {
        try await backend.withPlace { place in
            let store = try await place.open()
            try await store.setNetworks([(.labs, "livefyre")], at: .start)
            try await withThrowingTaskGroup { group in
                for index in 0..<50 {
                    group.addTask { try? await store.begin(UserID(stored: "user-\(index)")) }
                }
                group.addTask { try await store.close() }
                try await group.waitForAll()
            }
            await #expect(throws: StoreError.self) { try await store.begin() }
            await #expect(throws: StoreError.self) { try await store.profile(of: .ada) }
            await #expect(throws: StoreError.self) { try await store.check() }
            let again = try await place.open()
            try await again.check()
            for profile in try await again.profiles(after: nil, limit: 100) {
                #expect(try await again.delivery(profile.user)?.wantedVersion == 1)
            }
            try await again.close()
        }
    }

    private static func bio(
        _ text: String,
        if condition: ProfileTransaction.Condition,
        in store: any Store
    ) async -> StoreError? {
        do {
            _ = try await store.change(.patch(.ada, ["bio": .string(text)], if: condition))
            return nil
        } catch {
            return error as? StoreError
        }
    }
}
