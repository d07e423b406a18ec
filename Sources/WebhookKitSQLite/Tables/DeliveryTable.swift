import WebhookKit
import WebhookKitSQL

/// The table `deliveries`.
struct DeliveryTable {
    let connection: Connection

    /// A delivery with its event's row; nil when there is none.
    func find(_ number: Int64) throws(StoreError) -> DeliveryRecord? {
        try connection.first(
            """
            SELECT {*delivery}
            FROM {deliveries} d JOIN {events} e ON e.position = d.number / 65536
            WHERE d.number = ?1
            """,
            number
        ) { row throws(StoreError) in
            try Row<DeliveryColumn>(row).record { connection.place("deliveries", $0) }
        }
    }

    /// Adds one that waits in a lane and that nobody has tried.
    func insert(
        _ number: DeliveryNumber,
        to webhook: WebhookEntry,
        kind: Delivery.Kind,
        id: Delivery.ID?,
        lane: Int64,
        due: Int64
    ) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO {deliveries} (number, webhook, kind, status, lane, due, generation,
                failed_rounds, quick_retries, attempts, expired_leases, epoch, id)
            VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, 0, 0, 0, 0, 0, ?7)
            """,
            number.value,
            webhook.number,
            kind.number,
            lane,
            due,
            webhook.record.health.generation,
            id?.string
        )
    }

    /// Writes what a lease changes.
    func lease(_ record: DeliveryRecord) throws(StoreError) {
        try connection.run(
            """
            UPDATE {deliveries} SET status = 1, due = NULL, generation = ?2, failed_rounds = ?3,
                quick_retries = ?4, epoch = ?5, first_attempt_at = ?6
            WHERE number = ?1
            """,
            record.number.value,
            record.generation,
            record.progress.failedRounds,
            record.progress.quickRetries,
            record.epoch,
            record.progress.firstAttemptAt?.millisecondsSinceEpoch
        )
    }

    /// Writes all that can change.
    func update(_ record: DeliveryRecord) throws(StoreError) {
        try connection.run(
            """
            UPDATE {deliveries} SET status = ?2, lane = ?3, due = ?4, generation = ?5,
                failed_rounds = ?6, quick_retries = ?7, attempts = ?8, expired_leases = ?9,
                epoch = ?10, first_attempt_at = ?11, id = ?12, lost_leases = ?13
            WHERE number = ?1
            """,
            record.number.value,
            record.status.rawValue,
            record.lane,
            record.due,
            record.generation,
            record.progress.failedRounds,
            record.progress.quickRetries,
            record.progress.attempts,
            record.progress.expiredLeases,
            record.epoch,
            record.progress.firstAttemptAt?.millisecondsSinceEpoch,
            record.id,
            record.progress.lostLeases
        )
    }
}
