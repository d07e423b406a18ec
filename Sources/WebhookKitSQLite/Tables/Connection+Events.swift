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
            let row = Row<EventUseColumn>(statement)
            return try row.head(at: place("events", position))
                .stored(
                    body: row.body.bytes(.body),
                    scope: scope,
                    at: place("events", position)
                )
        }
    }
}
