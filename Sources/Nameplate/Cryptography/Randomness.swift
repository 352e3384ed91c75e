/// Where random bytes come from: the system's generator outside of tests.
package typealias Randomness = @Sendable (_ count: Int) -> [UInt8]

/// The kernel's generator, through Swift's.
package func systemRandomness(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}
