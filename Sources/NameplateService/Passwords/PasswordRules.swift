import Nameplate

/// What a new password must be: 8 characters or more, of any kind, and not one that everybody tries first (OWASP ASVS
/// 5.0, V6.2).
///
/// The longest has 1,024 bytes, so that hashing it stays bounded.
enum PasswordRules {
    static func check(_ password: String, of user: UserID, field: String) throws {
        guard password.unicodeScalars.count >= 8 else {
            throw Problem.invalid(field, "It must have at least 8 characters.")
        }
        guard password.utf8.count <= 1024 else { throw Problem.invalid(field, "It has more than 1,024 bytes.") }
        let plain = password.lowercased()
        guard !common.contains(plain), plain != user.text.lowercased(), Set(plain).count > 2 else {
            throw Problem.invalid(field, "It is one of the passwords that are tried first.")
        }
    }

    private static let common: Set<String> = [
        "12345678", "123456789", "1234567890", "password", "password1", "password123", "passw0rd", "qwerty123",
        "qwertyuiop", "1q2w3e4r", "1q2w3e4r5t", "iloveyou", "sunshine", "princess", "football", "baseball",
        "superman", "trustno1", "whatever", "welcome1", "letmein1", "starwars", "computer", "michelle", "jennifer",
        "abcd1234", "abc12345", "asdfghjkl", "1qaz2wsx", "zaq12wsx", "qazwsxedc", "changeme", "administrator",
        "11223344", "87654321", "987654321", "12341234", "liverpool", "nameplate",
    ]
}
