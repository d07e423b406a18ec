import WebhookKit
import WebhookKitSQL

extension Connection {
    /// An event with its bytes; nil when there is none at this position.
    func event(at position: Int64, scope: Scope) throws(StoreError) -> StoredEvent? {
        try first(
            """
            SELECT {*event}, {*body}
            FROM {events} e JOIN {bodies} b ON b.position = e.position
            WHERE e.position = ?1
            """,
            position
        ) { statement throws(StoreError) in
            let row = Row<EventColumn>(statement)
            return try row.head(at: place("events", position))
                .stored(
                    body: row.next(as: BodyColumn.self).bytes(.body),
                    scope: scope,
                    at: place("events", position)
                )
        }
    }
}

extension EventHead {
    /// The whole event.
    func stored(
        body: [UInt8],
        scope: Scope,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> StoredEvent {
        let target: Webhook.ID? =
            if let audience { try Decoding.id(audience, at: place()) } else { nil }
        return StoredEvent(
            event: Event(
                restoring: id,
                scope: scope,
                type: type,
                occurredAt: occurredAt,
                body: body,
                dataOffset: dataOffset,
                idempotencyKey: key.map { ExactText($0) },
                audience: target.map { .only($0) } ?? .subscribers
            ),
            position: Position(position),
            appendedAt: appendedAt
        )
    }
}
