/// The checksum of ISO-HDLC, as in zip and Ethernet: it finds every change of up to 32 bits in a row.
///
/// Anybody can compute it: it tells typing errors, and proves nothing.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { rest, _ in
            rest & 1 == 1 ? rest &>> 1 ^ 0xEDB8_8320 : rest &>> 1
        }
    }

    static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        let table = table
        var rest = UInt32.max
        for byte in bytes {
            rest = table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ rest &>> 8
        }
        return ~rest
    }
}
