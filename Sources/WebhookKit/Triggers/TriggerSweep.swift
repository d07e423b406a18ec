/// Removes idempotency keys whose time is over, a page at a time and without a look at the others.
///
/// Each key has an entry in a queue by the time it is free. A worker removes what is due; and as many
/// hosts have triggers that answer at once and run no worker, every few calls with a key remove more
/// than they have added.
struct TriggerSweep: Sendable {
    let context: TriggerContext

    /// How many calls with keys come between two pages.
    private static let interval = 16
    /// For how long a page is a sweeper's: no longer than a step of the store can take.
    private static let lease: Duration = .seconds(60)

    /// Removes a page now and then.
    func afterKeyedCall() async {
        let count = context.keyedCalls.withLock { count in
            count &+= 1
            return count
        }
        guard count % Self.interval == 0 else { return }
        _ = try? await removePage()
    }

    /// Removes what is due, at most a page.
    ///
    /// - Returns: whether there may be more.
    func removePage() async throws -> Bool {
        let tables = context.tables
        let claim = try await tables.expiry.claim(
            limit: RowQueue.mostAtOnce,
            lease: Self.lease
        )
        guard !claim.entries.isEmpty else { return claim.dropped > 0 }
        let now = context.clock.now
        var ids: [RowID] = []
        for entry in claim.entries {
            ids += [try tables.expiry.row(of: entry.ticket), entry.target]
        }
        try await context.rows.change(ids) { rows in
            for entry in claim.entries where try tables.expiry.holds(entry, in: rows) {
                try tables.expiry.finish(entry, in: &rows)
                // Freed and taken anew meanwhile: that one has an entry of its own.
                guard let key = try tables.keys.value(of: entry.target, in: rows),
                    key.expiresAt <= now
                else { continue }
                try rows.remove(entry.target)
            }
        }
        return claim.nextDue == .zero
    }
}
