package import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What one line of a journal or of a snapshot says; each kind is a type in a file of its own, which
/// knows how its line is read, written, taken into the state and put into a snapshot.
///
/// A new kind is such a file and its place in ``JournalKinds``.
package protocol JournalRecord: Sendable, Hashable {
    /// The name of the kind in its lines.
    static var kind: StaticString { get }

    /// Reads the fields, from the first quote behind the kind to before the last brace.
    static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self

    /// Takes what the line says into the state; false when it refers to something unknown.
    func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool
}

/// A kind whose line is written from the record alone; events and attempts need their content.
package protocol PlainRecord: JournalRecord {
    /// Why a line cannot be written; `Never` but where an encoder writes it.
    associatedtype Failure: Error = Never

    /// Writes the fields as they are read.
    func append(to bytes: inout [UInt8]) throws(Failure)
}

/// Where a line begins.
package struct LinePlace: Sendable {
    let file: JournalFile
    let offset: Int64

    /// Where a part of the line stands.
    func place(of part: Range<Int>) -> Place {
        Place(
            file: file.key,
            offset: offset + Int64(part.lowerBound),
            count: UInt32(clamping: part.count)
        )
    }
}

/// All kinds.
enum JournalKinds {
    /// As they are looked for; the frequent ones come first.
    private static let all: [any JournalRecord.Type] = [
        EventRecord.self, DeliveryChanges.self, AttemptRecord.self, WebhookCounters.self,
        HealthChange.self, WebhookEntry.self, PrunedEvents.self, RowEntry.self, KeptEvents.self,
        FileHeader.self, RemovedWebhook.self, RemovedOrganization.self, NoticeEntry.self,
        AcknowledgedNotices.self, KnownNotices.self, HighestNumbers.self, SnapshotEnd.self,
        StoreMarker.self,
    ]

    /// What a snapshot tells behind its header, in this order: nothing refers to what comes later.
    static let ofSnapshots: [any SnapshotRecord.Type] = [
        HighestNumbers.self, WebhookEntry.self, EventRecord.self, AttemptRecord.self,
        NoticeEntry.self, KnownNotices.self, KeptEvents.self, RowEntry.self,
    ]

    /// Reads a record from behind the opening quote of its kind to before the last brace.
    static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> any JournalRecord {
        let start = cursor.offset
        for kind in all {
            if cursor.takes(kind.kind), cursor.takes(#"","#) {
                return try kind.read(&cursor, names: &names)
            }
            cursor.offset = start
        }
        throw RecordProblem(reason: .unknownKind, offset: start)
    }
}

extension RecordWriter {
    /// Writes a record.
    ///
    /// - Parameter more: Whether further lines of the same atomic step follow.
    /// - Throws: what the record throws; nothing has been written then.
    package mutating func write<Record: PlainRecord>(
        _ record: Record,
        more: Bool = false
    ) throws(Record.Failure) {
        let start = begin(Record.kind, more: more)
        do throws(Record.Failure) {
            try record.append(to: &bytes)
        } catch {
            bytes.removeSubrange(start...)
            throw error
        }
        end(start)
    }
}

extension [UInt8] {
    /// Appends what the encoder makes of a rare value; sorted keys make it the same on every run.
    mutating func append(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        append(contentsOf: Array(try encoder.encode(value)))
    }

    /// Makes room for that many bytes more, at least doubling, so that growing stays cheap.
    mutating func reserveCapacityForAppending(_ more: Int) {
        let needed = count + more
        if needed > capacity { reserveCapacity(Swift.max(needed, capacity * 2)) }
    }
}

extension RecordCursor {
    /// Decodes what lies before the last brace, which an encoder wrote.
    mutating func decodeRest<Value: Decodable>() throws(RecordProblem) -> Value {
        let problem = problem
        guard case .value(let value) = try decodeRestIfKnown(Value.self) else { throw problem }
        return value
    }

    /// The same where a newer version may have written a value that this one does not have.
    mutating func decodeRestIfKnown<Value: Decodable>(
        _ type: Value.Type = Value.self
    ) throws(RecordProblem) -> Decoded<Value> {
        let bytes = array(try skipToEnd(but: 1))
        do {
            return .value(try JSONDecoder().decode(type, from: Data(bytes)))
        } catch {
            let path = (error as? DecodingError)?.path ?? ""
            return .unread(UnreadJSON(bytes: bytes, path: path))
        }
    }
}

extension UnreadJSON {
    /// Decodes a part of it that this version knows; nil when that cannot be read either.
    func decode<Value: Decodable>(_ type: Value.Type) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }
}

extension DecodingError {
    /// Where in the JSON it is, never what stands there.
    fileprivate var path: String {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .keyNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.map(\.stringValue).joined(separator: ".")
        @unknown default: ""
        }
    }
}
