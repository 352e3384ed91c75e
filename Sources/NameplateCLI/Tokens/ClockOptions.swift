import ArgumentParser
import Nameplate

/// The moment that a token is minted or looked at: now, unless a test says otherwise.
struct ClockOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Take this for the present time, in seconds since 1970.", valueName: "epoch"))
    var now: Int?

    var seconds: Int { now ?? systemClock().seconds }
}
