/// What may be written into a header line (RFC 9110 section 5, W-6, S-4).
package enum HeaderFieldRules {
    /// Bytes that a name may have at most.
    package static let maximumNameLength = 256
    /// Bytes that a value may have at most.
    package static let maximumValueLength = 4096

    /// Says whether a name is a token of 1 to 256 bytes.
    package static func isValidName(_ name: String) -> Bool {
        (1...maximumNameLength).contains(name.utf8.count) && name.utf8.allSatisfy(\.isHTTPToken)
    }

    /// Says whether a value is 1 to 4,096 visible ASCII characters with blanks only inside.
    package static func isValidValue(_ value: String) -> Bool {
        let bytes = value.utf8
        guard bytes.count <= maximumValueLength, let first = bytes.first, let last = bytes.last
        else { return false }
        return !first.isHTTPBlank && !last.isHTTPBlank
            && bytes.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
    }

    /// Says whether WebhookKit or the transport writes the header itself, in any case of letters.
    package static func isReserved(_ name: String) -> Bool {
        let name = String(decoding: name.utf8.map(\.asciiLowercased), as: UTF8.self)
        return reservedNames.contains(name) || reservedPrefixes.contains { name.hasPrefix($0) }
    }

    private static let reservedNames: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te",
        "trailer", "expect",
    ]
    private static let reservedPrefixes = ["proxy-", "webhook-"]
}

extension UInt8 {
    /// A character of a token of RFC 9110 section 5.6.2.
    package var isHTTPToken: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
