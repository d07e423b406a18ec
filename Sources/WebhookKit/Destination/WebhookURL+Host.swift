extension WebhookURL {
    /// The machine a URL names.
    public enum Host: Sendable, Hashable {
        /// A DNS name in lower case, without a trailing dot; 1 to 253 bytes.
        case name(String)

        /// An address that needs no lookup.
        case address(HostAddress)
    }
}

extension WebhookURL.Host: CustomStringConvertible {
    /// The host as it stands in a URL: an IPv6 address in brackets.
    public var description: String {
        switch self {
        case .name(let name): name
        case .address(.v4(let number)): HostAddress.v4(number).description
        case .address(.v6(let number)): "[\(HostAddress.v6(number))]"
        }
    }
}

extension WebhookURL.Host {
    /// Reads what stands between brackets.
    init(bracketed text: ArraySlice<UInt8>) throws(FieldError) {
        guard !text.contains(UInt8(ascii: "%")) else {
            throw FieldError(
                "url.host",
                "Zones of IPv6 addresses mean nothing elsewhere. Drop it."
            )
        }
        guard case .v6(let number)? = HostAddress(text: text) else {
            throw FieldError("url.host", "What stands in brackets is not an IPv6 address.")
        }
        self = .address(.v6(number))
    }

    /// Reads a DNS name or a dotted quad.
    init(parsing text: ArraySlice<UInt8>) throws(FieldError) {
        guard !text.isEmpty else { throw FieldError("url.host", "The host is missing.") }
        try Self.checkCharacters(of: text)
        let labels = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.last != UInt8(ascii: ".") else {
            // "example.com." and "example.com" are one machine, but not for TLS certificates,
            // the Host header or a list of denied names: only one spelling may exist.
            throw FieldError("url.host", "Leave the dot at the end of the host out.")
        }
        guard text.count <= 253, labels.allSatisfy(Self.isLabel) else {
            throw FieldError(
                "url.host",
                "A host name has at most 253 bytes, in labels of 1 to 63 that neither start nor "
                    + "end with a hyphen."
            )
        }
        if let last = labels.last, Self.readsAsNumber(last) {
            // Systems take such hosts for addresses: 2130706433, 0x7f.1, 127.1, 0177.0.0.1.
            guard let address = HostAddress(text: text) else {
                throw FieldError(
                    "url.host",
                    "The host reads as an odd spelling of an IPv4 address. Write four decimal "
                        + "numbers without leading zeros, or a name."
                )
            }
            self = .address(address)
        } else {
            self = .name(String(decoding: text.map(\.asciiLowercased), as: UTF8.self))
        }
    }

    private static func checkCharacters(of text: ArraySlice<UInt8>) throws(FieldError) {
        for byte in text {
            switch byte {
            case 0x80...:
                throw FieldError(
                    "url.host",
                    "The host holds characters outside ASCII, perhaps invisible ones. Write it in "
                        + "punycode (xn--…), as browsers give it when the address is copied."
                )
            case UInt8(ascii: "%"):
                throw FieldError("url.host", "Percent-encoding is not taken in the host.")
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                continue
            default:
                guard byte.isASCIIDigit || byte.isASCIILetter else {
                    throw FieldError(
                        "url.host",
                        "A host name holds only letters, digits, hyphens, underscores and dots."
                    )
                }
            }
        }
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        (1...63).contains(label.count)
            && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
    }

    /// Says whether a last label makes systems read the whole host as an IPv4 address.
    private static func readsAsNumber(_ label: ArraySlice<UInt8>) -> Bool {
        if label.allSatisfy(\.isASCIIDigit) { return true }
        guard label.first == UInt8(ascii: "0"),
            label.dropFirst().first?.asciiLowercased == UInt8(ascii: "x")
        else { return false }
        return label.dropFirst(2).allSatisfy { $0.hexDigitValue != nil }
    }
}
