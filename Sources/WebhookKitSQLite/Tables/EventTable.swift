import WebhookKit

/// The table `events`, with the bodies beside it.
struct EventTable {
    let connection: Connection

    /// Adds an event with its first deliveries, which are open.
    ///
    /// - Parameter scope: the number of its scope.
    func insert(
        _ event: Event,
        at position: Int64,
        in scope: Int64,
        deliveries: Int,
        time: StepTime
    ) throws(StoreError) {
        let audience: String? =
            switch event.audience {
            case .subscribers: nil
            case .only(let webhook): webhook.string
            }
        try connection.run(
            """
            INSERT INTO {events} (position, scope, id, type, key, audience, occurred_at,
                appended_at, data_offset, deliveries, open, pins, last_use)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, 0, ?11)
            """,
            position,
            scope,
            event.id.string,
            event.type.name,
            event.idempotencyKey?.string,
            audience,
            event.occurredAt.millisecondsSinceEpoch,
            time.now.millisecondsSinceEpoch,
            event.dataOffset,
            deliveries,
            time.steady
        )
        try connection.run(
            "INSERT INTO {bodies} (position, body) VALUES (?1, ?2)",
            position,
            event.body
        )
    }

    /// Counts a delivery that is added later.
    func addDelivery(at position: Int64) throws(StoreError) {
        try connection.run(
            """
            UPDATE {events} SET deliveries = deliveries + 1, open = open + 1 WHERE position = ?1
            """,
            position
        )
    }

    /// Counts that a delivery is over, and that log entries hold the event.
    func noteUse(
        of position: Int64,
        isOver: Bool,
        pins: Int,
        at steady: Int64
    ) throws(StoreError) {
        try connection.run(
            """
            UPDATE {events} SET open = open - ?2, pins = pins + ?3, last_use = max(last_use, ?4)
            WHERE position = ?1
            """,
            position,
            isOver,
            pins,
            steady
        )
    }

    /// Hides an event that a mark keeps from housekeeping.
    func withhold(_ position: Int64) throws(StoreError) {
        try connection.run(
            "UPDATE {events} SET last_use = last_use - ?2 WHERE position = ?1",
            position,
            Withheld.shift
        )
    }

    /// Lets housekeeping see it again.
    func release(_ position: Int64) throws(StoreError) {
        try connection.run(
            "UPDATE {events} SET last_use = last_use + ?2 WHERE position = ?1",
            position,
            Withheld.shift
        )
    }
}
