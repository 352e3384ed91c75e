/// The value of a column, whichever store it lies in.
package enum StoredValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case boolean(Bool)
    case text(String)
    case bytes([UInt8])

    package init(_ value: Int64?) { self = value.map(Self.integer) ?? .null }
    package init(_ value: Int?) { self.init(value.map(Int64.init)) }
    package init(_ value: Bool?) { self = value.map(Self.boolean) ?? .null }
    package init(_ value: String?) { self = value.map(Self.text) ?? .null }
    package init(_ value: [UInt8]?) { self = value.map(Self.bytes) ?? .null }
    package init(_ value: Timestamp?) { self.init(value?.milliseconds) }
}
