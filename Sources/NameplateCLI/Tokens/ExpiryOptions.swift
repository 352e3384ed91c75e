import ArgumentParser

/// When a token ends: after a while, or at a moment.
struct ExpiryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How long the token lives, in seconds.", valueName: "seconds"))
    var expiresIn: Int?

    @Option(help: ArgumentHelp("When the token ends, in seconds since 1970.", valueName: "epoch"))
    var expires: Int?

    func validate() throws {
        if expiresIn != nil, expires != nil { throw ValidationError("Give --expires-in or --expires, not both.") }
        if let expiresIn, expiresIn <= 0 { throw ValidationError("--expires-in must be more than 0.") }
        if let expires, expires < 0 { throw ValidationError("--expires must not be before 1970.") }
    }

    /// The token's `expires`, in seconds since 1970.
    func moment(now: Int, lifetime: Int) throws -> Int {
        if let expires { return expires }
        let (moment, overflows) = now.addingReportingOverflow(expiresIn ?? lifetime)
        guard !overflows else { throw Failure("--expires-in is too long.") }
        return moment
    }
}
