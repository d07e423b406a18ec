extension HostAddress: LosslessStringConvertible {
    /// Reads an address in its plain spelling; `nil` for everything else.
    ///
    /// IPv4 is four decimal numbers without leading zeros. IPv6 is RFC 4291 text, `::` and a
    /// trailing dotted quad included, without brackets and without a zone. The other spellings
    /// that C libraries take (`127.1`, `0x7f.1`, `2130706433`, `0177.0.0.1`) are refused.
    public init?(_ text: String) {
        self.init(text: Array(text.utf8))
    }

    package init?(text: some Collection<UInt8>) {
        // The longest address has 45 characters; nothing longer is worth looking at.
        guard text.count <= 45 else { return nil }
        let bytes = Array(text)
        if bytes.contains(UInt8(ascii: ":")) {
            guard let number = Self.parseIPv6(bytes) else { return nil }
            self = .v6(number)
        } else {
            guard let number = Self.parseIPv4(bytes[...]) else { return nil }
            self = .v4(number)
        }
    }

    /// The address as RFC 5952 wants it written: lower case, the longest run of zeros as `::`.
    public var description: String {
        switch self {
        case .v4(let number):
            return Self.dotted(number)
        case .v6(let number):
            guard number >> 32 != 0xFFFF else {
                return "::ffff:" + Self.dotted(UInt32(truncatingIfNeeded: number))
            }
            return Self.grouped(number)
        }
    }
}

extension HostAddress: Codable {
    /// Reads an address from a single string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = HostAddress(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "Not an IP address: write a dotted quad or RFC 4291 text."
            )
        }
        self = address
    }

    /// Writes the address as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension HostAddress {
    private static func dotted(_ number: UInt32) -> String {
        "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }

    private static func grouped(_ number: UInt128) -> String {
        let groups = stride(from: 112, through: 0, by: -16).map {
            UInt16(truncatingIfNeeded: number >> $0)
        }
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            guard group == 0 else {
                start = index + 1
                continue
            }
            if index + 1 - start > longest.count { longest = start..<(index + 1) }
        }
        func text(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        // RFC 5952 section 4.2.2: a single zero is not shortened.
        guard longest.count > 1 else { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }

    private static func parseIPv4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(\.isASCIIDigit),
                part.count == 1 || part.first != UInt8(ascii: "0")
            else { return nil }
            let value = part.reduce(0) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
            guard value <= 255 else { return nil }
            number = number << 8 | value
        }
        return number
    }

    private static func parseIPv6(_ bytes: [UInt8]) -> UInt128? {
        let colon = UInt8(ascii: ":")
        // At most one "::"; what stands before and after it are plain lists of groups.
        let gaps = bytes.indices.dropLast().filter { bytes[$0] == colon && bytes[$0 + 1] == colon }
        guard gaps.count <= 1 else { return nil }
        guard let gap = gaps.first else {
            guard let groups = groups(of: bytes[...], mayEndDotted: true), groups.count == 8 else {
                return nil
            }
            return number(groups)
        }
        guard let head = groups(of: bytes[..<gap], mayEndDotted: false),
            let tail = groups(of: bytes[(gap + 2)...], mayEndDotted: true),
            head.count + tail.count <= 7
        else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - head.count - tail.count)
        return number(head + zeros + tail)
    }

    private static func number(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    private static func groups(of text: ArraySlice<UInt8>, mayEndDotted: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.contains(UInt8(ascii: ".")) {
                guard mayEndDotted, index == parts.count - 1, let carried = parseIPv4(part) else {
                    return nil
                }
                groups.append(UInt16(truncatingIfNeeded: carried >> 16))
                groups.append(UInt16(truncatingIfNeeded: carried))
            } else {
                guard (1...4).contains(part.count) else { return nil }
                var group: UInt16 = 0
                for byte in part {
                    guard let digit = byte.hexDigitValue else { return nil }
                    group = group << 4 | UInt16(digit)
                }
                groups.append(group)
            }
        }
        return groups
    }
}

extension UInt8 {
    /// Says whether the byte is an ASCII letter.
    var isASCIILetter: Bool {
        asciiLowercased >= UInt8(ascii: "a") && asciiLowercased <= UInt8(ascii: "z")
    }

    /// The value of a hexadecimal digit in either case; `nil` for any other byte.
    var hexDigitValue: UInt8? {
        if isASCIIDigit { return self - UInt8(ascii: "0") }
        let lower = asciiLowercased
        guard lower >= UInt8(ascii: "a"), lower <= UInt8(ascii: "f") else { return nil }
        return lower - UInt8(ascii: "a") + 10
    }
}
