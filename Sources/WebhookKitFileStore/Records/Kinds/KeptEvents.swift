package import WebhookKit

/// A scope's events are kept from another position on, or no more.
package struct KeptEvents: Sendable, Hashable {
    /// The scope.
    package var scope: Scope
    /// The first position that is kept; nil when none is any more.
    package var from: Position?

    /// Puts a mark together.
    package init(_ scope: Scope, from position: Position?) {
        self.scope = scope
        from = position
    }
}

extension KeptEvents: PlainRecord {
    package static var kind: StaticString { "kept" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""organization":""#)
        let scope = try names.scope(at: &cursor)
        try cursor.skip(#","from":"#)
        let number: Int64? = try cursor.numberOrNull()
        return KeptEvents(scope, from: number.map { Position($0) })
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(fieldsOf: scope)
        bytes.append(#","from":"#)
        bytes.append(number: from?.number)
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.loadKept(scope, from: from)
        return true
    }
}

extension KeptEvents: SnapshotRecord {
    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws {
        for (scope, position) in try source.read({ $0.state.scopes.keptEvents }) {
            try file.add(KeptEvents(scope, from: position))
        }
    }
}
