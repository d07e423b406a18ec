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
