/// An IPv4 or IPv6 address, without a port and without a zone.
///
/// The number is the address read as one big-endian integer: `.v4(0x7F00_0001)` is 127.0.0.1.
public enum HostAddress: Sendable, Hashable {
    /// An IPv4 address.
    case v4(UInt32)

    /// An IPv6 address.
    case v6(UInt128)
}

extension HostAddress {
    /// Makes an address from its 4 or 16 bytes in network order; `nil` for any other count.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16: self = .v6(bytes.reduce(0) { $0 << 8 | UInt128($1) })
        default: return nil
        }
    }

    /// The 4 or 16 bytes of the address in network order.
    public var bytes: [UInt8] {
        switch self {
        case .v4(let number):
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
        case .v6(let number):
            stride(from: 120, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }

    /// Makes an address from the bytes of a `sockaddr_in` or `sockaddr_in6`.
    ///
    /// For transports that see the address they are about to connect to. Ports, flow labels and
    /// zones are dropped. `nil` for other families and for structures that are cut short.
    package init?(socketAddress bytes: some RandomAccessCollection<UInt8>) {
        let start = bytes.startIndex
        guard bytes.count >= 2 else { return nil }
        #if canImport(Darwin)
            // One byte of length stands before one byte of family.
            let family = UInt16(bytes[bytes.index(after: start)])
            let inet6: UInt16 = 30
        #else
            let first = UInt16(bytes[start])
            let second = UInt16(bytes[bytes.index(after: start)])
            let family = 1.bigEndian == 1 ? first << 8 | second : second << 8 | first
            let inet6: UInt16 = 10
        #endif
        switch family {
        case 2: self.init(bytes: bytes.dropFirst(4).prefix(4))
        case inet6: self.init(bytes: bytes.dropFirst(8).prefix(16))
        default: return nil
        }
        // A cut structure of sixteen bytes or less must not pass as an IPv4 address.
        if case .v4 = self, family == inet6 { return nil }
    }

    /// The IPv4 address that an IPv6 address of a translating or tunnelling form carries.
    ///
    /// Known are IPv4-mapped `::ffff:0:0/96`, IPv4-translated `::ffff:0:0:0/96`, the deprecated
    /// IPv4-compatible `::/96` (without `::` and `::1`), NAT64 `64:ff9b::/96`, 6to4 `2002::/16`, and
    /// ISATAP, `0:5efe` or `200:5efe` before the address in the last 64 bits of any prefix (RFC 5214).
    /// Not among them: the local NAT64 block `64:ff9b:1::/48`, where every network chooses for itself
    /// which bits carry the address, and Teredo, which carries two of them; ``AddressClass`` counts
    /// both as not public whatever they carry. The NAT64 prefix of a network of your own cannot be
    /// known here: name it in ``DestinationPolicy/deniedNetworks``.
    public var embeddedIPv4: HostAddress? { translatedIPv4 ?? tunnelledIPv4.first }

    /// The addresses that a request to this one may end at: all of them are judged.
    ///
    /// A translated address stands for the one it carries. A tunnel's is an address of its own as well:
    /// whether somebody unpacks it cannot be seen.
    var ends: [HostAddress] {
        guard case .v6 = self else { return [self] }
        return [translatedIPv4 ?? self] + tunnelledIPv4
    }

    /// What ISATAP and Teredo (RFC 4380: the server, and the client with its bits turned) carry.
    private var tunnelledIPv4: [HostAddress] {
        guard case .v6(let number) = self else { return [] }
        let last32 = UInt32(truncatingIfNeeded: number)
        let marker = UInt32(truncatingIfNeeded: number >> 32)
        if marker & ~0x0200_0000 == 0x0000_5EFE { return [.v4(last32)] }
        guard number >> 96 == 0x2001_0000 else { return [] }
        return [.v4(~last32), .v4(UInt32(truncatingIfNeeded: number >> 64))]
    }

    private var translatedIPv4: HostAddress? {
        guard case .v6(let number) = self else { return nil }
        let last32 = UInt32(truncatingIfNeeded: number)
        switch number >> 32 {
        case 0: return number <= 1 ? nil : .v4(last32)
        case 0xFFFF, 0xFFFF_0000: return .v4(last32)
        case 0x0064_FF9B_0000_0000_0000_0000: return .v4(last32)
        default: break
        }
        guard number >> 112 == 0x2002 else { return nil }
        return .v4(UInt32(truncatingIfNeeded: number >> 80))
    }
}
