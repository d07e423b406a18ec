package import WebhookKit

/// What the last line of a snapshot says: how far the journals were when it was complete.
///
/// Up to there they may tell of rows that the snapshot no longer has, and they must reach that far.
package struct SnapshotEnd: Sendable, Hashable {
    /// The number of the last journal.
    package var journal: Int
    /// Its length.
    package var length: Int64
    /// The checksum of its line that ended there; nil in format 1.
    package var sum: UInt64?
    /// How many lines the snapshot has before this one; nil in format 1.
    package var lines: Int?

    /// Puts an end together.
    package init(journal: Int, length: Int64, sum: UInt64? = nil, lines: Int? = nil) {
        self.journal = journal
        self.length = length
        self.sum = sum
        self.lines = lines
    }
}

extension SnapshotEnd: PlainRecord {
    package static var kind: StaticString { "end" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""journal":"#)
        var end = SnapshotEnd(journal: try cursor.number(), length: 0)
        try cursor.skip(#","length":"#)
        end.length = try cursor.number()
        if cursor.takes(#","last":""#) {
            guard let sum = cursor.sumDigits() else { throw cursor.problem }
            end.sum = sum
            try cursor.skip(UInt8(ascii: "\""))
        }
        if cursor.takes(#","lines":"#) { end.lines = try cursor.number() }
        return end
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""journal":"#)
        bytes.append(number: journal)
        bytes.append(#","length":"#)
        bytes.append(number: length)
        if let sum {
            bytes.append(#","last":""#)
            bytes.append(digits: sum)
            bytes.append(UInt8(ascii: "\""))
        }
        if let lines {
            bytes.append(#","lines":"#)
            bytes.append(number: lines)
        }
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        true
    }
}
