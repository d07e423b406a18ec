import Testing
import WebhookKitFileStore

@Suite struct ChecksumTests {
    @Test(
        arguments: [
            ("", 0xef46_db37_51d8_e999),
            ("a", 0xd24e_c4f1_a98c_6e5b),
            ("abc", 0x44bc_2cf5_ad77_0999),
            ("Nobody inspects the spammish repetition", 0xfbce_a83c_8a37_8bf1),
            ("The quick brown fox jumps over the lazy dog", 0x0b24_2d36_1fda_71bc),
        ] as [(String, UInt64)]
    )
    func equalsPublishedVectors(text: String, expected: UInt64) {
        #expect(Checksum.xxh64(Array(text.utf8)) == expected)
    }

    /// Every way through the lanes and the rest; the values are python-xxhash 3's.
    @Test(
        arguments: [
            (3, 0x56e6_9576_32a4_87f9), (4, 0xc60d_15b1_e3ff_8f04), (7, 0xafbe_fc3d_6c6f_9a8e),
            (8, 0x3da5_c7aa_2696_83e0), (31, 0x4a74_f3a1_a39a_d4a1), (32, 0x8d57_d6a4_671c_c43d),
            (33, 0x62c9_fd21_ed85_7664), (63, 0x5c32_0a0d_2707_057f), (64, 0x7bba_bbc4_5729_d17e),
            (100, 0xefa0_ad2d_3e70_c151), (1000, 0x9959_4f48_2804_3d35),
            (4097, 0xd424_96bb_beca_cb1d),
        ] as [(Int, UInt64)]
    )
    func equalsTheReferenceAtEveryLengthThatMatters(count: Int, expected: UInt64) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31 + 7) }
        #expect(Checksum.xxh64(bytes) == expected)
    }

    @Test(arguments: 1...8)
    func readsSlicesAtAnyAlignment(start: Int) {
        let bytes = (0..<100).map { UInt8(truncatingIfNeeded: $0 * 31 + 7) }
        let padded = [UInt8](repeating: 9, count: start) + bytes + [9]
        #expect(Checksum.xxh64(padded[start..<start + 100]) == 0xefa0_ad2d_3e70_c151)
    }

    @Test func noticesEveryFlippedBit() {
        let bytes = (0..<70).map { UInt8(truncatingIfNeeded: $0 * 31 + 7) }
        var seen: Set = [Checksum.xxh64(bytes)]
        for bit in 0..<70 * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            seen.insert(Checksum.xxh64(damaged))
        }
        #expect(seen.count == 70 * 8 + 1)
    }
}
