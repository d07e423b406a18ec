/// XXH64 with seed 0, which tells a damaged record from a whole one (B-3).
///
/// It finds torn writes, lost sectors, flipped bits and mixed-up bytes: a damaged record passes
/// with a chance of one in 2^64. It is no protection against someone who writes to the file on
/// purpose, because anybody can compute it.
package enum Checksum {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// The checksum of part of an array.
    package static func xxh64(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        unsafe bytes.withUnsafeBytes { unsafe xxh64($0) }
    }

    /// The checksum of an array.
    package static func xxh64(_ bytes: [UInt8]) -> UInt64 {
        unsafe bytes.withUnsafeBytes { unsafe xxh64($0) }
    }

    /// The checksum of memory.
    package static func xxh64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let count = bytes.count
        var place = 0
        var hash: UInt64
        if count >= 32 {
            var lane1 = prime1 &+ prime2
            var lane2 = prime2
            var lane3: UInt64 = 0
            var lane4 = 0 &- prime1
            repeat {
                lane1 = unsafe round(lane1, word(bytes, place))
                lane2 = unsafe round(lane2, word(bytes, place &+ 8))
                lane3 = unsafe round(lane3, word(bytes, place &+ 16))
                lane4 = unsafe round(lane4, word(bytes, place &+ 24))
                place &+= 32
            } while place &+ 32 <= count
            hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
            hash = merge(merge(merge(merge(hash, lane1), lane2), lane3), lane4)
        } else {
            hash = prime5
        }
        hash &+= UInt64(truncatingIfNeeded: count)
        return avalanche(unsafe takeRest(of: bytes, from: place, into: hash))
    }

    @inline(__always)
    private static func takeRest(
        of bytes: UnsafeRawBufferPointer,
        from start: Int,
        into merged: UInt64
    ) -> UInt64 {
        var place = start
        var hash = merged
        while place &+ 8 <= bytes.count {
            hash ^= unsafe round(0, word(bytes, place))
            hash = rotate(hash, 27) &* prime1 &+ prime4
            place &+= 8
        }
        if place &+ 4 <= bytes.count {
            let half = unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
            hash ^= UInt64(UInt32(littleEndian: half)) &* prime1
            hash = rotate(hash, 23) &* prime2 &+ prime3
            place &+= 4
        }
        while place < bytes.count {
            hash ^= UInt64(unsafe bytes[place]) &* prime5
            hash = rotate(hash, 11) &* prime1
            place &+= 1
        }
        return hash
    }

    @inline(__always)
    private static func avalanche(_ value: UInt64) -> UInt64 {
        var hash = value
        hash = (hash ^ (hash >> 33)) &* prime2
        hash = (hash ^ (hash >> 29)) &* prime3
        return hash ^ (hash >> 32)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
        UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* prime2, 31) &* prime1
    }

    @inline(__always)
    private static func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
        (hash ^ round(0, lane)) &* prime1 &+ prime4
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
        (value &<< bits) | (value &>> (64 &- bits))
    }
}
