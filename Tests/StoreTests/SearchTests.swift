import Nameplate
import Testing

/// How operators find users.
struct SearchTests {
    @Test(arguments: StoreBackend.allCases)
    func `users are found by how their ids and names begin, whatever the case of a to z`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            for (id, name) in [
                ("ada", "Countess of Lovelace"), ("Adam", "Smith"), ("b-1", "ADA Byron"), ("b-2", "Nevada"),
                ("b-3", "Émile"), ("zada", "Nobody"),
            ] {
                _ = try await store.change(.put(UserID(stored: id), named: name))
            }
            #expect(try await store.found("ada") == ["Adam", "ada", "b-1"])
            #expect(try await store.found("aDA") == ["Adam", "ada", "b-1"])
            #expect(try await store.found(" adam ") == ["Adam"])
            #expect(try await store.found("countess OF") == ["ada"])
            #expect(try await store.found("Ém") == ["b-3"])
            #expect(try await store.found("E\u{301}MIL") == ["b-3"])
            #expect(try await store.found("B-") == ["b-1", "b-2", "b-3"])
            #expect(try await store.found("lovelace") == [])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `what a pattern is made of stands for itself`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            for (id, name) in [
                ("a_b", "100% Ada"), ("axb", "100 Adas"), ("c", #"\o/"#), ("d", #"\\o"#), ("e", "'; --"),
            ] {
                _ = try await store.change(.put(UserID(stored: id), named: name))
            }
            #expect(try await store.found("a_b") == ["a_b"])
            #expect(try await store.found("100%") == ["a_b"])
            #expect(try await store.found("%") == [])
            #expect(try await store.found("_") == [])
            #expect(try await store.found(#"\"#) == ["c", "d"])
            #expect(try await store.found(#"\\"#) == ["d"])
            #expect(try await store.found("'") == ["e"])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `what is found comes in pages by id, without those who were erased`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            for number in 10..<20 {
                let user = UserID(stored: "user-\(number)")
                _ = try await store.change(.put(user, named: "Reader \(number)"))
                if number == 12 { _ = try await store.change(.erase(user)) }
            }
            let first = try await store.profiles(matching: try UserSearch("reader"), after: nil, limit: 4)
            #expect(first.map(\.user.text) == ["user-10", "user-11", "user-13", "user-14"])
            let next = try await store.profiles(matching: try UserSearch("reader"), after: first.last?.user, limit: 9)
            #expect(next.map(\.user.text) == (15..<20).map { "user-\($0)" })
            #expect(next.last == (try await store.profile(of: UserID(stored: "user-19"))))
            #expect(try await store.found("deleted") == [])
        }
    }
}

extension Store {
    fileprivate func found(_ text: String) async throws -> [String] {
        try await profiles(matching: try UserSearch(text), after: nil, limit: 100).map(\.user.text)
    }
}
