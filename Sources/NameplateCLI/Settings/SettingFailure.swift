/// Something wrong with the settings, and what would be right.
struct SettingFailure: Equatable, CustomStringConvertible {
    /// The setting by the name it was given under; nil when the text names it.
    let name: String?
    let detail: String

    init(_ name: String? = nil, _ detail: String) {
        self.name = name
        self.detail = detail
    }

    var description: String { (name.map { "\($0): " } ?? "") + detail }
}
