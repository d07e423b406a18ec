package import WebhookKit

/// One fresh store under check, with whatever the check needs beside it.
package struct StoreTrial: StoreSteps {
    package let store: any WebhookStore
    package let clock: ManualClock
    /// All stores on the place, ``store`` first.
    let peers: [any WebhookStore]
    private let reopen: StoreConformance.Reopening?

    package init(
        store: any WebhookStore,
        clock: ManualClock,
        others: [any WebhookStore] = [],
        reopen: StoreConformance.Reopening? = nil
    ) {
        self.store = store
        self.clock = clock
        peers = [store] + others
        self.reopen = reopen
    }

    /// The same store opened again, as a process that has just begun would: the wall goes on where
    /// it was, monotonic time begins anew, and nothing but the store's data is left of before.
    func reopened() async throws -> StoreTrial {
        guard let reopen else { throw BrokenPromise(message: "the store cannot be opened again") }
        let clock = ManualClock(now: clock.now)
        return StoreTrial(store: try await reopen(store, clock), clock: clock, reopen: reopen)
    }
}
