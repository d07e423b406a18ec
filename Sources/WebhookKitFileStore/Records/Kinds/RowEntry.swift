package import WebhookKit

/// A row was added, replaced or, without a value, removed.
///
/// `"table":"…","organization":"…","environment":"…","key":"…"` and then what it says:
/// `,"value":…` with the JSON as it is, `,"text":"…"` with JSON that has line feeds, or
/// `,"removed":true`.
package struct RowEntry: Sendable, Hashable {
    /// What changed.
    package var change: RowChange

    /// Takes a change.
    package init(_ change: RowChange) {
        self.change = change
    }
}

extension RowEntry: PlainRecord {
    package static var kind: StaticString { "row" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""table":"#)
        let start = cursor.offset
        let table = try cursor.string()
        try cursor.skip(#","organization":""#)
        let scope = try names.scope(at: &cursor)
        try cursor.skip(#","key":"#)
        let key = try cursor.string()
        guard let id = try? RowID(table: table, scope: scope, key: key) else {
            throw RecordProblem(reason: .field, offset: start)
        }
        if cursor.takes(#","removed":true"#) { return RowEntry(RowChange(id: id, value: nil)) }
        if cursor.takes(#","value":"#) {
            let value = cursor.array(try cursor.skipToEnd(but: 1))
            return RowEntry(RowChange(id: id, value: value))
        }
        return RowEntry(RowChange(id: id, value: try cursor.textOrBase64()))
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""table":""#)
        bytes.append(contentsOf: change.id.table.utf8)
        bytes.append(#"","#)
        bytes.append(fieldsOf: change.id.scope)
        bytes.append(#","key":"#)
        bytes.append(quoted: change.id.key.string)
        if let value = change.value, value.fitsIntoLine {
            bytes.append(#","value":"#)
            bytes.append(contentsOf: value)
        } else if let value = change.value {
            bytes.append(textOrBase64: value)
        } else {
            bytes.append(#","removed":true"#)
        }
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.load(change)
        return true
    }
}

extension RowEntry: SnapshotRecord {
    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws {
        var last: RowID?
        while true {
            let rows = try source.read { [last] view in piece(of: view, after: last) }
            guard let next = rows.last?.id else { return }
            last = next
            for row in rows { try file.add(RowEntry(RowChange(id: row.id, value: row.value))) }
        }
    }

    /// Up to a thousand rows, and not many more bytes than a line may have.
    private static func piece(of view: SnapshotView, after id: RowID?) -> [StoredRow] {
        var size = 0
        return view.state.rows.rows(after: id, limit: 1000).prefix { row in
            defer { size += row.value.count }
            return size < SnapshotView.pieceSize
        }
    }
}

extension [UInt8] {
    /// Appends the two fields of a scope.
    mutating func append(fieldsOf scope: Scope) {
        append(#""organization":""#)
        append(contentsOf: scope.organization.name.utf8)
        append(#"","environment":""#)
        append(contentsOf: scope.environment.name.utf8)
        append(UInt8(ascii: "\""))
    }
}
