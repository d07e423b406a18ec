/// How far two names are apart: the least count of characters to insert, delete or replace.
///
/// Case and separators do not count: `conversation.created` is `CONVERSATION_CREATED` spelled in
/// another style.
enum NameDistance {
    /// The distance, or nil when it is more than `limit`.
    static func between(_ first: String, _ second: String, atMost limit: Int) -> Int? {
        let first = first.utf8.map(folded)
        let second = second.utf8.map(folded)
        guard abs(first.count - second.count) <= limit else { return nil }
        // Row by row: `row[column]` is the distance of the prefixes read so far.
        var row = Array(0...second.count)
        for (line, byte) in first.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in second.enumerated() {
                let replaced = diagonal + (byte == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
            // Rows never fall below their smallest number again.
            if let smallest = row.min(), smallest > limit { return nil }
        }
        return row.last.flatMap { $0 <= limit ? $0 : nil }
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "-"): UInt8(ascii: "_")
        default: byte.asciiLowercased
        }
    }
}
