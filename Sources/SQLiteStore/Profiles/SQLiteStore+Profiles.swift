import GRDB
package import Nameplate

extension SQLiteStore {
    package func profile(of user: UserID) async throws -> Profile? {
        try read { try $0.first(ProfileSQL.select, [user.text]) { ProfileRow.read($0, of: user) } }
    }

    package func profiles(after user: UserID?, limit: Int) async throws -> [Profile] {
        try await page { database in
            try database.all(ProfileSQL.page, [user?.text ?? "", limit]) {
                ProfileRow.read($0, of: UserID(stored: $0[0]), from: 1)
            }
        }
    }

    package func change(_ change: ProfileTransaction) async throws -> ProfileTransaction.Outcome {
        try await writer.commit { try $0.apply(change) }
    }

    package func credential(of user: UserID) async throws -> Credential? {
        try read { database in
            try database.first(
                """
                SELECT disabled_at IS NULL AND erased_at IS NULL, password_hash
                FROM profile LEFT JOIN credential USING (user_id) WHERE user_id = ?
                """,
                [user.text]
            ) { Credential(passwordHash: $0[1], canSignIn: $0[0]) }
        }
    }

    package func setPassword(_ change: PasswordTransaction) async throws {
        try await writer.commit { try $0.apply(change) }
    }
}
