import WebhookKit

/// Asks the store's thread for pieces of the state, from the thread that writes a snapshot.
struct SnapshotSource: Sendable {
    let queue: WorkQueue<StoreJob>
    /// Of which state the pieces must be.
    let generation: Int

    /// Thrown when the store is closing or has read its files again, which ends the snapshot.
    struct Gone: Error {}

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

/// What a snapshot stands for: everything up to here, which is where a journal begins.
struct SnapshotBounds: Sendable {
    let journal: JournalFile
    let store: String
    let highest: HighestNumbers

    init(_ state: borrowing StoreState, before journal: JournalFile, store: String) {
        self.journal = journal
        self.store = store
        highest = HighestNumbers(
            position: state.lastPosition,
            logNumber: state.lastLogNumber,
            webhook: state.lastWebhookNumber
        )
    }

    var name: JournalFile { .snapshot(journal.number) }
}

/// An event of a snapshot; its content is still where it was.
struct SnapshotEvent: Sendable {
    let position: Position
    let appendedAt: Timestamp
    let place: Place
    let deliveries: [QueuedDelivery]
}

/// An attempt of a snapshot; its content is still where it was.
struct SnapshotAttempt: Sendable {
    let webhook: Int
    let position: Position
    let number: Int64
    let status: LogEntry.Status
    let limit: Int
    let place: Place
}

extension StoreState {
    /// Some events from this position on, up to the bounds.
    func snapshotEvents(
        from position: Position,
        within bounds: SnapshotBounds,
        limit: Int,
        at time: StoreTime
    ) -> [SnapshotEvent] {
        timeline.rows(from: position, limit: limit)
            .prefix { $0.position <= bounds.highest.position }
            .map { row in
                SnapshotEvent(
                    position: row.position,
                    appendedAt: row.appendedAt,
                    place: row.place,
                    deliveries: row.deliveries.map { $0.queued(at: time) }
                )
            }
    }

    /// A webhook's log within the bounds, in the order in which it came about.
    func snapshotLog(of webhook: WebhookRow, within bounds: SnapshotBounds) -> [SnapshotAttempt] {
        let attempts = webhook.log.flatMap { row in
            row.attempts.map { attempt in
                SnapshotAttempt(
                    webhook: webhook.number,
                    position: row.event.position,
                    number: attempt.number,
                    status: row.status,
                    limit: webhook.log.count,
                    place: attempt.place
                )
            }
        }
        return attempts.filter { $0.number <= bounds.highest.logNumber }
            .sorted { $0.number < $1.number }
    }
}
