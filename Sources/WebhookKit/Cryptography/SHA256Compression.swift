#if !canImport(CryptoKit)
    /// The compression function of SHA-256 (FIPS 180-4 section 6.2), written out for speed.
    ///
    /// Everything lives in local variables: loops over arrays cost three times as much. Each call of
    /// `round` names the eight working variables one place further, which replaces the standard's
    /// shuffle; each call of `expand` makes the word that is used sixteen rounds later.
    enum SHA256Compression {
        /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
        static var initialState: SIMD8<UInt32> {
            SIMD8(
                0x6A09_E667,
                0xBB67_AE85,
                0x3C6E_F372,
                0xA54F_F53A,
                0x510E_527F,
                0x9B05_688C,
                0x1F83_D9AB,
                0x5BE0_CD19
            )
        }

        /// Hashes `blocks`, a whole number of 64-byte blocks, into `state`.
        static func compress(_ blocks: UnsafeRawBufferPointer, into state: inout SIMD8<UInt32>) {
            for offset in stride(from: 0, to: blocks.count, by: 64) {
                var w0 = unsafe word(0, of: blocks, at: offset)
                var w1 = unsafe word(1, of: blocks, at: offset)
                var w2 = unsafe word(2, of: blocks, at: offset)
                var w3 = unsafe word(3, of: blocks, at: offset)
                var w4 = unsafe word(4, of: blocks, at: offset)
                var w5 = unsafe word(5, of: blocks, at: offset)
                var w6 = unsafe word(6, of: blocks, at: offset)
                var w7 = unsafe word(7, of: blocks, at: offset)
                var w8 = unsafe word(8, of: blocks, at: offset)
                var w9 = unsafe word(9, of: blocks, at: offset)
                var w10 = unsafe word(10, of: blocks, at: offset)
                var w11 = unsafe word(11, of: blocks, at: offset)
                var w12 = unsafe word(12, of: blocks, at: offset)
                var w13 = unsafe word(13, of: blocks, at: offset)
                var w14 = unsafe word(14, of: blocks, at: offset)
                var w15 = unsafe word(15, of: blocks, at: offset)
                var (a, b, c, d) = (state[0], state[1], state[2], state[3])
                var (e, f, g, h) = (state[4], state[5], state[6], state[7])

                round(a, b, c, &d, e, f, g, &h, 0x428A_2F98 &+ w0)
                round(h, a, b, &c, d, e, f, &g, 0x7137_4491 &+ w1)
                round(g, h, a, &b, c, d, e, &f, 0xB5C0_FBCF &+ w2)
                round(f, g, h, &a, b, c, d, &e, 0xE9B5_DBA5 &+ w3)
                round(e, f, g, &h, a, b, c, &d, 0x3956_C25B &+ w4)
                round(d, e, f, &g, h, a, b, &c, 0x59F1_11F1 &+ w5)
                round(c, d, e, &f, g, h, a, &b, 0x923F_82A4 &+ w6)
                round(b, c, d, &e, f, g, h, &a, 0xAB1C_5ED5 &+ w7)
                round(a, b, c, &d, e, f, g, &h, 0xD807_AA98 &+ w8)
                round(h, a, b, &c, d, e, f, &g, 0x1283_5B01 &+ w9)
                round(g, h, a, &b, c, d, e, &f, 0x2431_85BE &+ w10)
                round(f, g, h, &a, b, c, d, &e, 0x550C_7DC3 &+ w11)
                round(e, f, g, &h, a, b, c, &d, 0x72BE_5D74 &+ w12)
                round(d, e, f, &g, h, a, b, &c, 0x80DE_B1FE &+ w13)
                round(c, d, e, &f, g, h, a, &b, 0x9BDC_06A7 &+ w14)
                round(b, c, d, &e, f, g, h, &a, 0xC19B_F174 &+ w15)

                expand(&w0, w1, w9, w14)
                expand(&w1, w2, w10, w15)
                expand(&w2, w3, w11, w0)
                expand(&w3, w4, w12, w1)
                expand(&w4, w5, w13, w2)
                expand(&w5, w6, w14, w3)
                expand(&w6, w7, w15, w4)
                expand(&w7, w8, w0, w5)
                expand(&w8, w9, w1, w6)
                expand(&w9, w10, w2, w7)
                expand(&w10, w11, w3, w8)
                expand(&w11, w12, w4, w9)
                expand(&w12, w13, w5, w10)
                expand(&w13, w14, w6, w11)
                expand(&w14, w15, w7, w12)
                expand(&w15, w0, w8, w13)
                round(a, b, c, &d, e, f, g, &h, 0xE49B_69C1 &+ w0)
                round(h, a, b, &c, d, e, f, &g, 0xEFBE_4786 &+ w1)
                round(g, h, a, &b, c, d, e, &f, 0x0FC1_9DC6 &+ w2)
                round(f, g, h, &a, b, c, d, &e, 0x240C_A1CC &+ w3)
                round(e, f, g, &h, a, b, c, &d, 0x2DE9_2C6F &+ w4)
                round(d, e, f, &g, h, a, b, &c, 0x4A74_84AA &+ w5)
                round(c, d, e, &f, g, h, a, &b, 0x5CB0_A9DC &+ w6)
                round(b, c, d, &e, f, g, h, &a, 0x76F9_88DA &+ w7)
                round(a, b, c, &d, e, f, g, &h, 0x983E_5152 &+ w8)
                round(h, a, b, &c, d, e, f, &g, 0xA831_C66D &+ w9)
                round(g, h, a, &b, c, d, e, &f, 0xB003_27C8 &+ w10)
                round(f, g, h, &a, b, c, d, &e, 0xBF59_7FC7 &+ w11)
                round(e, f, g, &h, a, b, c, &d, 0xC6E0_0BF3 &+ w12)
                round(d, e, f, &g, h, a, b, &c, 0xD5A7_9147 &+ w13)
                round(c, d, e, &f, g, h, a, &b, 0x06CA_6351 &+ w14)
                round(b, c, d, &e, f, g, h, &a, 0x1429_2967 &+ w15)

                expand(&w0, w1, w9, w14)
                expand(&w1, w2, w10, w15)
                expand(&w2, w3, w11, w0)
                expand(&w3, w4, w12, w1)
                expand(&w4, w5, w13, w2)
                expand(&w5, w6, w14, w3)
                expand(&w6, w7, w15, w4)
                expand(&w7, w8, w0, w5)
                expand(&w8, w9, w1, w6)
                expand(&w9, w10, w2, w7)
                expand(&w10, w11, w3, w8)
                expand(&w11, w12, w4, w9)
                expand(&w12, w13, w5, w10)
                expand(&w13, w14, w6, w11)
                expand(&w14, w15, w7, w12)
                expand(&w15, w0, w8, w13)
                round(a, b, c, &d, e, f, g, &h, 0x27B7_0A85 &+ w0)
                round(h, a, b, &c, d, e, f, &g, 0x2E1B_2138 &+ w1)
                round(g, h, a, &b, c, d, e, &f, 0x4D2C_6DFC &+ w2)
                round(f, g, h, &a, b, c, d, &e, 0x5338_0D13 &+ w3)
                round(e, f, g, &h, a, b, c, &d, 0x650A_7354 &+ w4)
                round(d, e, f, &g, h, a, b, &c, 0x766A_0ABB &+ w5)
                round(c, d, e, &f, g, h, a, &b, 0x81C2_C92E &+ w6)
                round(b, c, d, &e, f, g, h, &a, 0x9272_2C85 &+ w7)
                round(a, b, c, &d, e, f, g, &h, 0xA2BF_E8A1 &+ w8)
                round(h, a, b, &c, d, e, f, &g, 0xA81A_664B &+ w9)
                round(g, h, a, &b, c, d, e, &f, 0xC24B_8B70 &+ w10)
                round(f, g, h, &a, b, c, d, &e, 0xC76C_51A3 &+ w11)
                round(e, f, g, &h, a, b, c, &d, 0xD192_E819 &+ w12)
                round(d, e, f, &g, h, a, b, &c, 0xD699_0624 &+ w13)
                round(c, d, e, &f, g, h, a, &b, 0xF40E_3585 &+ w14)
                round(b, c, d, &e, f, g, h, &a, 0x106A_A070 &+ w15)

                expand(&w0, w1, w9, w14)
                expand(&w1, w2, w10, w15)
                expand(&w2, w3, w11, w0)
                expand(&w3, w4, w12, w1)
                expand(&w4, w5, w13, w2)
                expand(&w5, w6, w14, w3)
                expand(&w6, w7, w15, w4)
                expand(&w7, w8, w0, w5)
                expand(&w8, w9, w1, w6)
                expand(&w9, w10, w2, w7)
                expand(&w10, w11, w3, w8)
                expand(&w11, w12, w4, w9)
                expand(&w12, w13, w5, w10)
                expand(&w13, w14, w6, w11)
                expand(&w14, w15, w7, w12)
                expand(&w15, w0, w8, w13)
                round(a, b, c, &d, e, f, g, &h, 0x19A4_C116 &+ w0)
                round(h, a, b, &c, d, e, f, &g, 0x1E37_6C08 &+ w1)
                round(g, h, a, &b, c, d, e, &f, 0x2748_774C &+ w2)
                round(f, g, h, &a, b, c, d, &e, 0x34B0_BCB5 &+ w3)
                round(e, f, g, &h, a, b, c, &d, 0x391C_0CB3 &+ w4)
                round(d, e, f, &g, h, a, b, &c, 0x4ED8_AA4A &+ w5)
                round(c, d, e, &f, g, h, a, &b, 0x5B9C_CA4F &+ w6)
                round(b, c, d, &e, f, g, h, &a, 0x682E_6FF3 &+ w7)
                round(a, b, c, &d, e, f, g, &h, 0x748F_82EE &+ w8)
                round(h, a, b, &c, d, e, f, &g, 0x78A5_636F &+ w9)
                round(g, h, a, &b, c, d, e, &f, 0x84C8_7814 &+ w10)
                round(f, g, h, &a, b, c, d, &e, 0x8CC7_0208 &+ w11)
                round(e, f, g, &h, a, b, c, &d, 0x90BE_FFFA &+ w12)
                round(d, e, f, &g, h, a, b, &c, 0xA450_6CEB &+ w13)
                round(c, d, e, &f, g, h, a, &b, 0xBEF9_A3F7 &+ w14)
                round(b, c, d, &e, f, g, h, &a, 0xC671_78F2 &+ w15)

                state = state &+ SIMD8(a, b, c, d, e, f, g, h)
            }
        }

        @inline(__always)
        private static func word(
            _ index: Int,
            of blocks: UnsafeRawBufferPointer,
            at offset: Int
        ) -> UInt32 {
            unsafe UInt32(
                bigEndian: blocks.loadUnaligned(
                    fromByteOffset: offset &+ index &* 4,
                    as: UInt32.self
                )
            )
        }

        @inline(__always)
        private static func round(
            _ a: UInt32,
            _ b: UInt32,
            _ c: UInt32,
            _ d: inout UInt32,
            _ e: UInt32,
            _ f: UInt32,
            _ g: UInt32,
            _ h: inout UInt32,
            _ input: UInt32
        ) {
            let sigma1 = rotate(e ^ rotate(e ^ rotate(e, 14), 5), 6)
            let choice = g ^ (e & (f ^ g))
            let first = h &+ sigma1 &+ choice &+ input
            let sigma0 = rotate(a ^ rotate(a ^ rotate(a, 9), 11), 2)
            let majority = b ^ ((a ^ b) & (b ^ c))
            d = d &+ first
            h = first &+ sigma0 &+ majority
        }

        @inline(__always)
        private static func expand(_ w: inout UInt32, _ w1: UInt32, _ w9: UInt32, _ w14: UInt32) {
            let sigma0 = rotate(w1, 7) ^ rotate(w1, 18) ^ (w1 &>> 3)
            let sigma1 = rotate(w14, 17) ^ rotate(w14, 19) ^ (w14 &>> 10)
            w = w &+ sigma0 &+ w9 &+ sigma1
        }

        @inline(__always)
        private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
            (word &>> count) | (word &<< (32 &- count))
        }
    }
#endif
