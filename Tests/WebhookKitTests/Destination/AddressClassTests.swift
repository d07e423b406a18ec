import Testing

@testable import WebhookKit

@Suite struct AddressClassTests {
    /// First and last address of a block, and the classes of it and of its two neighbours.
    struct Block: Sendable, CustomTestStringConvertible {
        let first: String
        let last: String
        let kind: AddressClass
        let before: AddressClass?
        let after: AddressClass?

        init(
            _ first: String,
            _ last: String,
            _ kind: AddressClass,
            before: AddressClass? = .public,
            after: AddressClass? = .public
        ) {
            self.first = first
            self.last = last
            self.kind = kind
            self.before = before
            self.after = after
        }

        var testDescription: String { first }
    }

    @Test(arguments: [
        Block("0.0.0.0", "0.0.0.0", .unspecified, before: nil, after: .reserved),
        Block("0.0.0.1", "0.255.255.255", .reserved, before: .unspecified),
        Block("10.0.0.0", "10.255.255.255", .private),
        Block("100.64.0.0", "100.100.100.199", .carrierGradeNAT, after: .cloudMetadata),
        Block("100.100.100.201", "100.127.255.255", .carrierGradeNAT, before: .cloudMetadata),
        Block("127.0.0.0", "127.255.255.255", .loopback),
        Block("169.254.0.0", "169.254.169.253", .linkLocal, after: .cloudMetadata),
        Block("169.254.170.24", "169.254.255.255", .linkLocal, before: .cloudMetadata),
        Block(
            "169.254.169.254",
            "169.254.169.254",
            .cloudMetadata,
            before: .linkLocal,
            after: .linkLocal
        ),
        Block(
            "169.254.170.2",
            "169.254.170.2",
            .cloudMetadata,
            before: .linkLocal,
            after: .linkLocal
        ),
        Block("168.63.129.16", "168.63.129.16", .cloudMetadata),
        Block("172.16.0.0", "172.31.255.255", .private),
        Block("192.0.0.0", "192.0.0.255", .reserved),
        Block("192.0.2.0", "192.0.2.255", .documentation),
        Block("192.88.99.0", "192.88.99.255", .reserved),
        Block("192.168.0.0", "192.168.255.255", .private),
        Block("198.18.0.0", "198.19.255.255", .benchmarking),
        Block("198.51.100.0", "198.51.100.255", .documentation),
        Block("203.0.113.0", "203.0.113.255", .documentation),
        Block("224.0.0.0", "239.255.255.255", .multicast, after: .reserved),
        Block("240.0.0.0", "255.255.255.254", .reserved, before: .multicast, after: .broadcast),
        Block("255.255.255.255", "255.255.255.255", .broadcast, before: .reserved, after: nil),
        Block("::", "::", .unspecified, before: nil, after: .loopback),
        Block("::1", "::1", .loopback, before: .unspecified, after: .reserved),
        Block(
            "64:ff9b:1::",
            "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
            .translation,
            before: .reserved,
            after: .reserved
        ),
        Block("100::", "100::ffff:ffff:ffff:ffff", .reserved, before: .reserved, after: .reserved),
        Block(
            "100:0:0:1::",
            "100::1:ffff:ffff:ffff:ffff",
            .reserved,
            before: .reserved,
            after: .reserved
        ),
        Block(
            "2001::",
            "2001:1:ffff:ffff:ffff:ffff:ffff:ffff",
            .reserved,
            after: .benchmarking
        ),
        Block(
            "2001:2::",
            "2001:2:0:ffff:ffff:ffff:ffff:ffff",
            .benchmarking,
            before: .reserved,
            after: .reserved
        ),
        Block(
            "2001:2:1::",
            "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
            .reserved,
            before: .benchmarking
        ),
        Block("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", .documentation),
        Block("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", .documentation),
        Block("4000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .reserved, after: .uniqueLocal),
        Block(
            "5f00::",
            "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            .reserved,
            before: .reserved,
            after: .reserved
        ),
        Block(
            "fc00::",
            "fd00:ec2::22",
            .uniqueLocal,
            before: .reserved,
            after: .cloudMetadata
        ),
        Block(
            "fd20:ce::255",
            "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            .uniqueLocal,
            before: .cloudMetadata,
            after: .reserved
        ),
        Block(
            "fd00:ec2::254",
            "fd00:ec2::254",
            .cloudMetadata,
            before: .uniqueLocal,
            after: .uniqueLocal
        ),
        Block(
            "fe80::",
            "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            .linkLocal,
            before: .reserved,
            after: .private
        ),
        Block(
            "fec0::",
            "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            .private,
            before: .linkLocal,
            after: .multicast
        ),
        Block(
            "ff00::",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            .multicast,
            before: .private,
            after: nil
        ),
    ]) func classifiesBothEdgesOfEveryBlock(block: Block) throws {
        let first = try #require(HostAddress(block.first))
        let last = try #require(HostAddress(block.last))
        #expect(AddressClass(of: first) == block.kind)
        #expect(AddressClass(of: last) == block.kind)
        #expect(neighbour(of: first, step: -1).map(AddressClass.init(of:)) == block.before)
        #expect(neighbour(of: last, step: 1).map(AddressClass.init(of:)) == block.after)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "192.31.196.1", "192.52.193.1", "192.175.48.1", "223.255.255.255",
        "2000::", "2606:4700:4700::1111", "2620:4f:8000::1", "2a00::1", "2003::1",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
    ]) func findsPublicAddresses(text: String) throws {
        #expect(AddressClass(of: try #require(HostAddress(text))) == .public)
    }

    /// S-1.
    @Test(arguments: [
        ("127.0.0.1", AddressClass.loopback), ("10.1.2.3", .private), ("0.0.0.0", .unspecified),
        ("169.254.169.254", .cloudMetadata), ("100.64.0.1", .carrierGradeNAT),
        ("224.0.0.1", .multicast), ("255.255.255.255", .broadcast), ("192.0.2.1", .documentation),
    ]) func judgesEmbeddedFormsByWhatTheyCarry(text: String, kind: AddressClass) throws {
        let v4 = try #require(HostAddress(text))
        guard case .v4(let number) = v4 else { return }
        let carried = UInt128(number)
        let prefixes = ["::ffff:0:0", "::ffff:0:0:0", "64:ff9b::"]
        for prefix in prefixes {
            guard case .v6(let base)? = HostAddress(prefix) else {
                Issue.record("not an IPv6 address: \(prefix)")
                continue
            }
            #expect(AddressClass(of: .v6(base | carried)) == kind, "\(prefix)")
        }
        #expect(AddressClass(of: .v6(0x2002 << 112 | carried << 80 | 1)) == kind)
        if number > 1 { #expect(AddressClass(of: .v6(carried)) == kind) }
    }

    private func neighbour(of address: HostAddress, step: Int) -> HostAddress? {
        switch address {
        case .v4(let number):
            let (next, over) =
                step > 0
                ? number.addingReportingOverflow(1) : number.subtractingReportingOverflow(1)
            return over ? nil : .v4(next)
        case .v6(let number):
            let (next, over) =
                step > 0
                ? number.addingReportingOverflow(1) : number.subtractingReportingOverflow(1)
            return over ? nil : .v6(next)
        }
    }
}
