package import Nameplate

extension PostgresStore {
    package func profile(of user: UserID) async throws -> Profile? {
        try await read(Statement("SELECT \(ProfileRow.columns) FROM profile WHERE user_id = $1", user.text)) {
            $0.first.map { ProfileRow.read($0, of: user) }
        }
    }

    package func profiles(after user: UserID?, limit: Int) async throws -> [Profile] {
        let page = Statement(
            """
            SELECT user_id, \(ProfileRow.columns) FROM profile WHERE user_id > $1 AND erased_at IS NULL
            ORDER BY user_id LIMIT $2::int
            """,
            user?.text ?? "",
            String(limit)
        )
        return try await read(page) { rows in
            rows.map { ProfileRow.read($0, of: UserID(stored: $0[0]), from: 1) }
        }
    }

    /// Looks at one user after another, until the server's patience ends: an index of names would cost each change.
    package func profiles(matching search: UserSearch, after user: UserID?, limit: Int) async throws -> [Profile] {
        let page = Statement(
            """
            SELECT user_id, \(ProfileRow.columns) FROM profile WHERE user_id > $1 AND erased_at IS NULL
                AND (user_id ILIKE $2 OR display_name ILIKE $2)
            ORDER BY user_id LIMIT $3::int
            """,
            user?.text ?? "",
            search.pattern,
            String(limit)
        )
        return try await read(page) { rows in
            rows.map { ProfileRow.read($0, of: UserID(stored: $0[0]), from: 1) }
        }
    }

    package func change(_ change: ProfileTransaction) async throws -> ProfileTransaction.Outcome {
        try await reporting { try await changes.commit(change) }
    }

    package func credential(of user: UserID) async throws -> Credential? {
        let statement = Statement(
            """
            SELECT disabled_at IS NULL AND erased_at IS NULL, password_hash
            FROM profile LEFT JOIN credential USING (user_id) WHERE user_id = $1
            """,
            user.text
        )
        return try await read(statement) { rows in
            rows.first.map { Credential(passwordHash: $0[1], canSignIn: $0[0]) }
        }
    }

    package func setPassword(_ change: PasswordTransaction) async throws {
        try await commit { try $0.apply(change) }
    }
}
