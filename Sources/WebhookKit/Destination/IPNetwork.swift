/// A block of addresses that share their leading bits, such as `10.0.0.0/8`.
public struct IPNetwork: Sendable, Hashable {
    /// The lowest address of the block.
    public let base: HostAddress

    /// How many leading bits the addresses share: 0 to 32 for IPv4, 0 to 128 for IPv6.
    public let prefixLength: Int

    /// Makes the block of that length around an address; bits after the prefix are cleared.
    ///
    /// - Returns: `nil` when the length does not fit the kind of address.
    public init?(_ address: HostAddress, prefixLength: Int) {
        switch address {
        case .v4(let number):
            guard (0...32).contains(prefixLength) else { return nil }
            base = .v4(number & Self.mask(prefixLength))
        case .v6(let number):
            guard (0...128).contains(prefixLength) else { return nil }
            base = .v6(number & Self.mask(prefixLength))
        }
        self.prefixLength = prefixLength
    }

    /// Says whether the address lies in the block; an address of the other kind never does.
    public func contains(_ address: HostAddress) -> Bool {
        switch (base, address) {
        case (.v4(let base), .v4(let number)): number & Self.mask(prefixLength) == base
        case (.v6(let base), .v6(let number)): number & Self.mask(prefixLength) == base
        default: false
        }
    }

    private static func mask<Number: FixedWidthInteger>(_ length: Int) -> Number {
        // Smart shifts: a shift by the whole width gives zero.
        ~(~Number.zero >> length)
    }
}

extension IPNetwork: LosslessStringConvertible {
    /// Reads CIDR text such as `10.0.0.0/8`, or a single address.
    ///
    /// `nil` when the text is something else, and also when bits are set after the prefix
    /// (`10.1.0.0/8`): in a list that guards something, such a line is a slip of the pen.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let first = parts.first, let address = HostAddress(text: first) else { return nil }
        var length = address.bytes.count * 8
        if parts.count > 1 {
            let digits = parts[1]
            guard parts.count == 2, (1...3).contains(digits.count),
                digits.allSatisfy(\.isASCIIDigit),
                digits.count == 1 || digits.first != UInt8(ascii: "0")
            else { return nil }
            length = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }
        self.init(address, prefixLength: length)
        guard base == address else { return nil }
    }

    /// The block in CIDR notation.
    public var description: String {
        "\(base)/\(prefixLength)"
    }
}

extension IPNetwork: Codable {
    /// Reads a block from a single string in CIDR notation.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let network = IPNetwork(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "Not a block of addresses: write it like 10.0.0.0/8."
            )
        }
        self = network
    }

    /// Writes the block as a single string in CIDR notation.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
