import Testing

@testable import WebhookKit

@Suite struct HostAddressTests {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("1.2.3.4", "1.2.3.4"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("2001:DB8::0001", "2001:db8::1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::ffff:127.0.0.1", "::ffff:127.0.0.1"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"), ("64:ff9b::1.2.3.4", "64:ff9b::102:304"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ]) func printsWhatItRead(text: String, canonical: String) throws {
        let address = try #require(HostAddress(text))
        #expect(address.description == canonical)
        #expect(HostAddress(canonical) == address)
        #expect(HostAddress(bytes: address.bytes) == address)
    }

    /// Fault 46.
    @Test(arguments: [
        "", ".", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "01.2.3.4", "1.2.3.256",
        "1.2.3.00", "0x1.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.-4", "1.2.3.+4", "１.2.3.4",
        "1.2.3.4294967297", ":", ":::", ":1", "1:", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::", "::1::", "1::2::3", "12345::", "g::", "::1%eth0", "[::1]", "::1/64",
        "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::01.2.3.4", "1.2.3.4::", "1.2.3.4:1::", ":1::2",
        "1::2:", "::+1", "1:2:3:4::5:6:7:8",
    ]) func refusesOtherSpellings(text: String) {
        #expect(HostAddress(text) == nil)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func roundTripsRandomAddresses(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            // Many zero groups, so that every form of "::" comes up.
            var number: UInt128 = 0
            for _ in 0..<8 {
                let group =
                    Bool.random(using: &random) ? 0 : UInt16.random(in: 0...999, using: &random)
                number = number << 16 | UInt128(group)
            }
            let v6 = HostAddress.v6(number)
            #expect(HostAddress(v6.description) == v6, "seed \(seed)")
            #expect(HostAddress(bytes: v6.bytes) == v6, "seed \(seed)")
            let v4 = HostAddress.v4(UInt32.random(in: 0...UInt32.max, using: &random))
            #expect(HostAddress(v4.description) == v4, "seed \(seed)")
            #expect(HostAddress(bytes: v4.bytes) == v4, "seed \(seed)")
        }
    }

    @Test(arguments: [4, 5] as [UInt64]) func takesAnyBytesWithoutTrap(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789abcdefx:.%/[]".utf8) + [0, 0x80, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...50, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            _ = HostAddress(socketAddress: bytes)
            _ = IPNetwork(String(decoding: bytes, as: UTF8.self))
            if let address = HostAddress(text: bytes) {
                #expect(HostAddress(address.description) == address, "seed \(seed)")
            }
        }
    }

    /// Faults 46 and 76.
    @Test(arguments: [
        ("::ffff:127.0.0.1", "127.0.0.1"), ("::ffff:0:10.0.0.1", "10.0.0.1"),
        ("::127.0.0.1", "127.0.0.1"), ("64:ff9b::169.254.169.254", "169.254.169.254"),
        ("2002:7f00:1::", "127.0.0.1"), ("2002:808:808:1::9", "8.8.8.8"),
        ("::", nil), ("::1", nil), ("64:ff9b:1::7f00:1", nil), ("2001:db8::7f00:1", nil),
        ("2001:db8::5efe:10.0.0.1", "10.0.0.1"), ("fe80::200:5efe:8.8.8.8", "8.8.8.8"),
        ("2001:db8::300:5efe:a00:1", nil), ("2001:db8::1:5efe:a00:1", nil),
        ("64:ff9b::1:0:0", nil), ("::fffe:127.0.0.1", nil), ("127.0.0.1", nil),
    ]) func findsTheCarriedIPv4Address(text: String, carried: String?) throws {
        let address = try #require(HostAddress(text))
        #expect(address.embeddedIPv4?.description == carried)
    }

    @Test func readsSocketAddresses() {
        #if canImport(Darwin)
            let heads: (v4: [UInt8], v6: [UInt8]) = ([16, 2], [28, 30])
        #else
            let heads: (v4: [UInt8], v6: [UInt8]) = ([2, 0], [10, 0])
        #endif
        let v4 = heads.v4 + [1, 187, 127, 0, 0, 1] + [UInt8](repeating: 9, count: 8)
        #expect(HostAddress(socketAddress: v4)?.description == "127.0.0.1")
        let v6 =
            heads.v6 + [1, 187, 7, 7, 7, 7] + [UInt8](repeating: 0, count: 15) + [1, 5, 0, 0, 0]
        #expect(HostAddress(socketAddress: v6)?.description == "::1")
        #expect(HostAddress(socketAddress: v6.prefix(12)) == nil)
        #expect(HostAddress(socketAddress: v4.prefix(7)) == nil)
        #expect(HostAddress(socketAddress: [99, 99] + v4) == nil)
        #expect(HostAddress(socketAddress: [UInt8]()) == nil)
    }

    @Test(arguments: [
        "10.0.0.0/8", "0.0.0.0/0", "::/0", "1.2.3.4/32", "fe80::/10", "::1/128", "128.0.0.0/1",
    ]) func readsNetworks(text: String) {
        #expect(IPNetwork(text)?.description == text)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.1.0.0/8", "::/129",
        "10.0.0.0/8/8", "::1/127", "10/8", "10.0.0.0/99999999999999999999",
    ]) func refusesOtherNetworks(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test func networksHoldBothEdgesAndNoMore() throws {
        let network = try #require(IPNetwork("172.16.0.0/12"))
        #expect(network.contains(try #require(HostAddress("172.16.0.0"))))
        #expect(network.contains(try #require(HostAddress("172.31.255.255"))))
        #expect(!network.contains(try #require(HostAddress("172.15.255.255"))))
        #expect(!network.contains(try #require(HostAddress("172.32.0.0"))))
        #expect(!network.contains(try #require(HostAddress("::172.16.0.0"))))
        #expect(IPNetwork("8.8.8.8")?.prefixLength == 32)
        #expect(IPNetwork(.v4(0), prefixLength: 33) == nil)
        #expect(IPNetwork(.v6(0), prefixLength: -1) == nil)
    }
}
