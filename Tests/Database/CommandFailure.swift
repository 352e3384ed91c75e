/// A program that was to work did not.
package struct CommandFailure: Error, CustomStringConvertible {
    package let command: String
    package let status: String
    /// What it wrote to standard error, or to its log.
    package let said: String

    package var description: String { "\(command): \(status)\n\(said)" }
}
