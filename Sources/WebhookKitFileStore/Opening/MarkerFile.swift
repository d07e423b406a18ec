import WebhookKit

/// `store.json`: says that there is a store, and how far a journal surely reaches.
///
/// Written when a store is made, and again at every clean end: whatever is missing from the journal
/// then is not a torn tail. A crash leaves the text from before, which is still true.
struct MarkerFile {
    /// The store that it belongs to.
    let store: String
    /// The version of the format that it was written in.
    let format: Int
    /// How far a journal was on the disk; nil in format 1.
    let witness: JournalWitness?

    static let name = "store.json"

    /// Reads a text; nil after telling what is wrong with it and where.
    static func read(
        _ text: [UInt8],
        onDamage: (Damage) throws(StoreError) -> Void
    ) throws(StoreError) -> MarkerFile? {
        guard let feed = text.firstIndex(of: 0x0A), feed == text.count - 1 else {
            let rest = text.firstIndex(of: 0x0A).map { $0 + 1 }
            let reason =
                rest != nil
                ? "something stands behind its line"
                : text.isEmpty ? "the file is empty" : "the line does not end"
            try onDamage(damage(at: rest ?? text.count, reason))
            return nil
        }
        if let store = storeInFormat1(text) {
            return MarkerFile(store: store, format: 1, witness: nil)
        }
        do {
            return try MarkerFile(line: text[..<feed])
        } catch {
            try onDamage(damage(at: 0, error.description))
            return nil
        }
    }

    /// The text that says how far a journal is on the disk.
    static func text(of store: String, _ journal: JournalFile, upTo end: FileMark) -> [UInt8] {
        var writer = RecordWriter(checksum: Checksum.ofLine, after: end.sum)
        writer.safe = end.length
        writer.write(StoreMarker(store: store, journal: journal.number))
        return writer.bytes
    }

    /// The store's id in the text that format 1 had: `{"webhookkit":"file store","format":1,…}`.
    private static func storeInFormat1(_ text: [UInt8]) -> String? {
        try? RecordCursor.over(text[...]) { cursor throws(RecordProblem) in
            try cursor.skip(#"{"webhookkit":"file store","format":1,"store":"#)
            let store = try cursor.string()
            try cursor.skip("}\n")
            try cursor.expectEnd()
            return store
        }
    }

    private static func damage(at offset: Int, _ reason: String) -> Damage {
        Damage(file: name, offset: Int64(offset), reason: reason)
    }
}

extension MarkerFile {
    private init(line: ArraySlice<UInt8>) throws(RecordProblem) {
        var reader = LineReader(checksum: Checksum.ofLine)
        let line = try reader.read(line)
        guard let marker = line.record as? StoreMarker else {
            throw RecordProblem(reason: .unknownKind, offset: LineFormat.summedFrom)
        }
        store = marker.store
        format = marker.format
        witness = JournalWitness(
            file: Self.name,
            journal: marker.journal,
            length: line.safe,
            sum: line.after
        )
    }
}
