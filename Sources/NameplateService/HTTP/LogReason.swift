import Nameplate

/// What the log may say of an error: a store's own words, which quote no value, and else the type alone, since a text may
/// quote what a client sent.
func logReason(_ error: any Error) -> String {
    switch error as? StoreError {
    case .unavailable(let reason), .uncertain(let reason): reason
    default: "\(type(of: error))"
    }
}
