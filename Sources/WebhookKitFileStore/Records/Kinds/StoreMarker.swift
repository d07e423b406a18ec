package import WebhookKit

/// What `store.json` says besides how far a journal was on the disk: its line has the length as what
/// was safe, and follows on the line that ended there.
package struct StoreMarker: Sendable, Hashable {
    /// The version of the format.
    package var format: Int
    /// The store's own id.
    package var store: String
    /// The number of the journal.
    package var journal: Int

    /// Puts a marker together.
    package init(format: Int = FileHeader.currentFormat, store: String, journal: Int) {
        self.format = format
        self.store = store
        self.journal = journal
    }
}

extension StoreMarker: PlainRecord {
    package static var kind: StaticString { "store" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""format":"#)
        let format: Int = try cursor.number()
        try cursor.skip(#","store":"#)
        let store = try cursor.string()
        try cursor.skip(#","journal":"#)
        return StoreMarker(format: format, store: store, journal: try cursor.number())
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""format":"#)
        bytes.append(number: format)
        bytes.append(#","store":"#)
        bytes.append(quoted: store)
        bytes.append(#","journal":"#)
        bytes.append(number: journal)
    }

    /// It stands in no journal.
    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        false
    }
}
