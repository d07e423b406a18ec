package import WebhookKit

/// Events were pruned.
package struct PrunedEvents: Sendable, Hashable {
    /// Their positions.
    package var positions: [Position]

    /// Names the events.
    package init(_ positions: [Position]) {
        self.positions = positions
    }
}

extension PrunedEvents: PlainRecord {
    package static var kind: StaticString { "pruned" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""positions":"#)
        return PrunedEvents(
            try cursor.list { cursor throws(RecordProblem) in Position(try cursor.number()) }
        )
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""positions":"#)
        bytes.append(list: positions) { $0.append(number: $1.number) }
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        var isKnown = true
        for position in positions where !loader.prune(position) { isKnown = false }
        return isKnown
    }
}
