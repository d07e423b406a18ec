import WebhookKit

/// Names that were read before, so that a million events of few types and scopes share them.
package struct NameCache: Sendable {
    private var types = NameTable<EventType>()
    private var scopes = NameTable<Scope>()

    /// Makes an empty cache.
    package init() {}

    /// Reads an event type up to behind its closing quote.
    mutating func type(at cursor: inout RecordCursor) throws(RecordProblem) -> EventType {
        let problem = cursor.problem
        let place = try cursor.plainString()
        return try types.value(place, in: cursor) { cursor throws(RecordProblem) in
            guard let name = cursor.text(place), let type = try? EventType(name) else {
                throw problem
            }
            return type
        }
    }

    /// Reads an organization's name and, behind it, the environment's field.
    mutating func scope(at cursor: inout RecordCursor) throws(RecordProblem) -> Scope {
        let problem = cursor.problem
        let organization = try cursor.plainString()
        try cursor.skip(#","environment":""#)
        let environment = try cursor.plainString()
        // Both names with what stands between them tell a scope from all others.
        let both = organization.lowerBound..<environment.upperBound
        return try scopes.value(both, in: cursor) { cursor throws(RecordProblem) in
            guard let organization = cursor.text(organization),
                let environment = cursor.text(environment),
                let organization = try? Organization(organization),
                let environment = try? Scope.Environment(environment)
            else { throw problem }
            return Scope(organization: organization, environment: environment)
        }
    }
}

/// Values by the bytes they were read from. A later one takes the place of an earlier one with the
/// same hash, so that hostile names cost time and never memory.
private struct NameTable<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var bytes: [UInt8]
        var value: Value
    }

    private static var size: Int { 1024 }

    private var entries: [Entry?] = []

    mutating func value(
        _ place: Range<Int>,
        in cursor: RecordCursor,
        build: (RecordCursor) throws(RecordProblem) -> Value
    ) throws(RecordProblem) -> Value {
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.size) }
        let slot = Int(cursor.hash(place) & UInt64(Self.size - 1))
        if let entry = entries[slot], cursor.equals(entry.bytes, at: place) { return entry.value }
        let value = try build(cursor)
        entries[slot] = Entry(bytes: cursor.array(place), value: value)
        return value
    }
}
