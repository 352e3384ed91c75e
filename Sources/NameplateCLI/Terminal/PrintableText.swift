extension String {
    /// The text with control characters, and what turns text around, written out: a terminal would obey them, and they
    /// may come from anybody.
    var printable: String {
        guard unicodeScalars.contains(where: Self.isUnprintable) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if Self.isUnprintable(scalar) {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
