import WebhookKit

/// Asks the store's thread for pieces of the state, from the thread that writes a snapshot.
struct LiveState: Sendable {
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

extension LiveState: SnapshotSource {
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (SnapshotView) -> Value
    ) throws -> Value {
        try ask { core in
            let time = StoreTime(core.clock)
            return body(SnapshotView(state: core.state, contents: core.contents, time: time))
        }
    }
}
