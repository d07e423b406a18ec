import WebhookKit

/// The table `events`, but for what publishing writes.
struct EventTable {
    let connection: Connection

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
