import WebhookKit
import WebhookKitSQL

/// What a host has left in the outbox; `{*outbox}` in a statement.
///
/// Sizes come before the bytes, which are there up to the statement's first parameter: whoever can write
/// the table may have written a gigabyte.
enum OutboxColumn: Int32, ColumnList {
    case number, organization, environment, id, type, key, audience, occurredAt, dataOffset
    case longestName, size, body

    static var last: OutboxColumn { .body }

    var sql: String {
        switch self {
        case .number: "number"
        case .organization: "organization"
        case .environment: "environment"
        case .id: "id"
        case .type: "type"
        case .key: "key"
        case .audience: "audience"
        case .occurredAt: "occurred_at"
        case .dataOffset: "data_offset"
        case .longestName:
            """
            max(length(organization), length(environment), length(id), length(type), \
            coalesce(length(key), 0))
            """
        case .size: "length(body)"
        case .body: "CASE WHEN length(body) <= ?1 THEN body END"
        }
    }
}

extension Row<OutboxColumn> {
    /// Checks a row as publishing checks an event (B-5): somebody may have written it by hand.
    func event(
        limit: Int,
        at place: RowPlace
    ) throws(StoreError) -> Event {
        let refuse = { (problem: String) in StoreError.unreadable(place, problem) }
        guard int(.longestName) <= 1024 else { throw refuse("a name is too long") }
        guard isNull(.audience) else {
            // Who publishes chooses no receiver: not even an inactive one would be safe from it.
            throw refuse("audience: an event goes to all who have subscribed; leave it out")
        }
        let key = optionalText(.key)
        if let key, !(1...256).contains(key.utf8.count) { throw refuse("key: use 1 to 256 bytes") }
        let (offset, body) = (Int(clamping: int(.dataOffset)), bytes(.body))
        let size = Int(clamping: int(.size))
        guard offset >= 0, offset < size - 1 else { throw refuse("data_offset: not in the body") }
        guard !isNull(.body), size - offset - 1 <= limit else {
            throw refuse("body: more than \(limit) bytes of data; see outboxEventBytes")
        }
        guard offset < body.count - 1 else { throw refuse("data_offset: not in the body") }
        let data = Array(body[offset..<body.count - 1])
        do throws(JSONProblem) {
            try JSONScanner.check(data)
        } catch {
            throw refuse("body: \(error)")
        }
        let event = Event(
            id: try Decoding.id(text(.id), at: place),
            scope: try Decoding.scope(text(.organization), text(.environment), at: place),
            type: try Decoding.type(text(.type), at: place),
            occurredAt: time(.occurredAt),
            data: data,
            idempotencyKey: key.map { ExactText($0) }
        )
        guard event.body == body, event.dataOffset == offset else {
            throw refuse("body: it says something else than the columns")
        }
        return event
    }
}
