/// Something that the tests need is not on this machine.
package struct MissingProgram: Error, CustomStringConvertible {
    let name: String
    /// What brings it.
    let package: String

    package var description: String { "There is no \(name): apt-get install -y \(package)" }
}
