import WebhookKit

/// The table `leases`, but for how they end.
struct LeaseTable {
    let connection: Connection

    /// Adds one.
    ///
    /// - Parameters:
    ///   - end: steady time.
    ///   - holder: nil for one that expires by time alone.
    func insert(
        _ lease: Lease,
        of record: DeliveryRecord,
        until end: Int64,
        holder: Int64?
    ) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO {leases} (id, number, webhook, owner, epoch, generation, ends, holder)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            lease.deliveryID.string,
            record.number.value,
            record.webhook,
            lease.owner.string,
            lease.epoch,
            lease.generation,
            end,
            holder
        )
    }
}
