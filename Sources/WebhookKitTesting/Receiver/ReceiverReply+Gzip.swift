import WebhookKit

extension ReceiverReply {
    /// `{"compressed":true}` as gzip makes it.
    static let gzippedBody: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 206, 207, 45, 40, 74, 45, 46, 78, 77, 81, 178,
        42, 41, 42, 77, 173, 5, 0, 241, 234, 57, 149, 19, 0, 0, 0,
    ]

    /// A small body that is said to be compressed, and is.
    public static var gzipped: ReceiverReply {
        .status(200, headers: [HeaderField("Content-Encoding", "gzip")], body: gzippedBody)
    }

    /// Zeros that were compressed to the 158th part, which never end properly.
    ///
    /// - Parameters:
    ///   - field: The header that says gzip: `Content-Encoding` or `Transfer-Encoding`.
    ///   - byteCount: The compressed bytes; 8 MiB, the default, become 1.2 GiB.
    public static func gzipBomb(in field: String, byteCount: Int = 8_388_608) -> ReceiverReply {
        var bomb = gzipBombStart
        // From its second byte on, the data repeats every 13 bytes, which is eight matches.
        let period = Array(bomb.suffix(13))
        let part = (0..<4096).flatMap { _ in period }
        bomb.insert(
            contentsOf: Array("HTTP/1.1 200 OK\r\n\(field): gzip\r\n\r\n".utf8),
            at: 0
        )
        var reply = ReceiverReply(bomb, ending: .close)
        reply.pieces.append(Piece(bytes: part, times: (max(byteCount, 1) - 1) / part.count + 1))
        return reply
    }

    /// The header of a gzip file and the first bytes of its data (RFC 1951): one block of fixed codes
    /// with a zero and then matches of 258 bytes at distance 1, 13 bits each.
    private static var gzipBombStart: [UInt8] {
        let opening = [true, true, false] + bits(0b0011_0000, 8)
        let match = bits(0b1100_0101, 8) + bits(0, 5)
        var stream = opening
        while stream.count < 16 + 13 * 8 { stream += match }
        var bytes: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 0, 3]
        for start in stride(from: 0, to: 16 + 13 * 8, by: 8) {
            bytes.append(
                (0..<8).reduce(0) { $0 | (stream[start + $1] ? 1 << UInt8($1) : 0) }
            )
        }
        return bytes
    }

    /// A code's bits, the most significant first.
    private static func bits(_ code: UInt8, _ count: Int) -> [Bool] {
        (0..<count).reversed().map { code >> UInt8($0) & 1 == 1 }
    }
}
