extension WebhookURL {
    /// Drops what comes along when people copy a URL: white space of any sort at both ends, and the
    /// invisible characters that editors and right-to-left text put there.
    static func withoutBlanksAround(_ text: String) -> Substring {
        Substring(text.unicodeScalars.trimmed { $0.properties.isWhitespace || $0.isFormat })
    }

    /// Writes the UTF-8 of what is not ASCII as escapes; everything else stays byte for byte.
    ///
    /// Nothing is normalized: which of two spellings of a character the receiver means, only it
    /// knows. Blanks and control characters are refused as those of ASCII are.
    static func percentEncoded(
        _ target: ArraySlice<UInt8>
    ) throws(FieldError) -> ArraySlice<UInt8> {
        guard target.contains(where: { $0 >= 0x80 }) else { return target }
        var bytes: [UInt8] = []
        var part = "url.path"
        for scalar in String(decoding: target, as: UTF8.self).unicodeScalars {
            if scalar == "?" { part = "url.query" }
            guard !scalar.isASCII else {
                bytes.append(UInt8(ascii: scalar))
                continue
            }
            guard !scalar.properties.isWhitespace, scalar.properties.generalCategory != .control
            else { throw .badURLCharacter(in: part) }
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                bytes += [UInt8(ascii: "%"), upperHex[Int(byte >> 4)], upperHex[Int(byte & 15)]]
            }
        }
        return bytes[...]
    }

    /// In upper case, as RFC 3986 section 2.1 recommends.
    private static let upperHex = Array("0123456789ABCDEF".utf8)
}

extension Unicode.Scalar {
    /// Invisible: byte order mark, zero width space, soft hyphen, marks of direction.
    fileprivate var isFormat: Bool { properties.generalCategory == .format }
}
