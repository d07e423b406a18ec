import WebhookKit

/// Asks the store's thread for pieces of the state, from the thread that writes a snapshot.
struct SnapshotSource: Sendable {
    let queue: WorkQueue<StoreJob>
    /// Of which state the pieces must be.
    let generation: Int

    /// Thrown when the store is closing or has read its files again, which ends the snapshot.
    struct Gone: Error, CustomStringConvertible {
        var description: String { "the store is closing, or has read its files again" }
    }

    /// Has a step done on the store's thread, and waits until all that it saw is committed.
    func ask<Value: Sendable>(
        isDurable: Bool = false,
        _ body: @escaping @Sendable (FileStoreCore) -> Value
    ) throws(Gone) -> Value {
        let answer = WorkQueue<Value?>()
        let job = StoreJob(estimate: 0, isDurable: isDurable) { core in
            guard core.generation == generation else { return { _ in _ = answer.add(nil) } }
            let value = body(core)
            return { error in _ = answer.add(error == nil ? value : nil) }
        } refuse: { _ in
            _ = answer.add(nil)
        }
        guard queue.add(job), let value = answer.takeAll()?.first ?? nil else { throw Gone() }
        return value
    }
}

extension SnapshotSource: SnapshotPieces {
    func webhooks() throws -> [SnapshotWebhook] {
        try ask { $0.state.snapshotWebhooks }
    }

    func events(
        from position: Position,
        within bounds: SnapshotBounds
    ) throws -> SnapshotPiece<SnapshotEvent> {
        try ask { core in
            let time = StoreTime(core.clock)
            let events = core.state.snapshotEvents(from: position, within: bounds, at: time)
            return SnapshotPiece(rows: events, files: core.contents.files(of: events.map(\.place)))
        }
    }

    func log(
        of webhook: Int,
        within bounds: SnapshotBounds
    ) throws -> SnapshotPiece<SnapshotAttempt> {
        try ask { core in
            let rows = core.state.snapshotLog(of: webhook, within: bounds)
            return SnapshotPiece(rows: rows, files: core.contents.files(of: rows.map(\.place)))
        }
    }

    func notices() throws -> SnapshotNotices {
        try ask { $0.state.snapshotNotices }
    }

    func rows(after id: RowID?) throws -> [StoredRow] {
        try ask { $0.state.snapshotRows(after: id) }
    }

    func kept() throws -> [Scope: Position] {
        try ask { $0.state.keptEvents }
    }
}
