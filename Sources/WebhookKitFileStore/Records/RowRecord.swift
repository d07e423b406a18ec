package import WebhookKit

// A row's line: `"table":"…","organization":"…","environment":"…","key":"…"` and then what it says:
// `,"value":…` with the JSON as it is, `,"text":"…"` with JSON that has line feeds, or
// `,"removed":true`.

extension RecordWriter {
    /// Writes a row as it is now.
    package mutating func row(_ change: RowChange, more: Bool = false) {
        let start = begin("row", more: more)
        bytes.append(#""table":""#)
        bytes.append(contentsOf: change.id.table.utf8)
        bytes.append(#"",""#)
        append(change.id.scope)
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
        end(start)
    }

    /// Writes from where on a scope's events are kept; null when they no longer are.
    package mutating func kept(_ scope: Scope, from position: Position?, more: Bool = false) {
        let start = begin("kept", more: more)
        bytes.append(UInt8(ascii: "\""))
        append(scope)
        bytes.append(#","from":"#)
        bytes.append(number: position?.number)
        end(start)
    }

    /// Appends a scope from behind the first quote on.
    private mutating func append(_ scope: Scope) {
        bytes.append(#"organization":""#)
        bytes.append(contentsOf: scope.organization.name.utf8)
        bytes.append(#"","environment":""#)
        bytes.append(contentsOf: scope.environment.name.utf8)
        bytes.append(UInt8(ascii: "\""))
    }
}

extension RecordCursor {
    /// Reads a row from behind the colon of its table.
    mutating func row(names: inout NameCache) throws(RecordProblem) -> RowChange {
        let start = offset
        let table = try string()
        try skip(#","organization":""#)
        let scope = try names.scope(at: &self)
        try skip(#","key":"#)
        let key = try string()
        guard let id = try? RowID(table: table, scope: scope, key: key) else {
            throw RecordProblem(reason: .field, offset: start)
        }
        if takes(#","removed":true"#) { return RowChange(id: id, value: nil) }
        if takes(#","value":"#) { return RowChange(id: id, value: array(try skipToEnd(but: 1))) }
        return RowChange(id: id, value: try textOrBase64())
    }

    /// Reads a mark from behind the opening quote of the organization.
    mutating func kept(names: inout NameCache) throws(RecordProblem) -> Record {
        let scope = try names.scope(at: &self)
        try skip(#","from":"#)
        let number: Int64? = try numberOrNull()
        return .kept(scope, from: number.map { Position($0) })
    }
}
