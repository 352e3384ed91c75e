import Nameplate

/// Epoch seconds for people.
enum UTCText {
    /// Such as `2030-03-17 17:46:40`, in UTC.
    static func time(_ seconds: Double) -> String {
        String(Timestamp(milliseconds: Int64(seconds * 1000)).rfc3339.prefix(19)).replacing("T", with: " ")
    }
}
