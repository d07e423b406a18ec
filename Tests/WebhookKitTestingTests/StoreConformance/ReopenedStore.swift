import WebhookKit
import WebhookKitTesting

/// A store in memory that pretends to be durable: it stays what it is, and its clock goes on by the
/// clock of the process that opens it again.
enum ReopenedStore {
    /// Makes conformances whose reopened stores have a fault.
    static func conformance(
        losing fault: @escaping @Sendable (inout TamperedStore, Opening) async throws -> Void
    ) -> StoreConformance {
        let opening = Locked<(clock: ContinuedClock, count: Int)?>(nil)
        return StoreConformance { store, clock in
            guard let store = store as? TamperedStore else { return store }
            (store.inner as? InMemoryWebhookStore)?.loseLeases()
            let count = opening.withLock { state in
                state?.clock.go(on: clock)
                state?.count += 1
                return state?.count ?? 0
            }
            var reopened = TamperedStore(store.inner)
            try await fault(&reopened, Opening(count: count, clock: clock))
            return reopened
        } makeStore: { clock in
            let clock = ContinuedClock(clock)
            opening.withLock { $0 = (clock, 0) }
            return TamperedStore(InMemoryWebhookStore(clock: clock))
        }
    }

    /// What a fault knows about the process that opens.
    struct Opening: Sendable {
        /// How many times the store has been opened again.
        let count: Int
        let clock: ManualClock
    }
}

/// A clock that outlives the one it follows; its uptime never goes back.
final class ContinuedClock: WebhookClock {
    private let state: Locked<(clock: ManualClock, past: Duration)>

    init(_ clock: ManualClock) {
        state = Locked((clock, .zero))
    }

    func go(on clock: ManualClock) {
        state.withLock { state in
            state.past += state.clock.uptime - clock.uptime
            state.clock = clock
        }
    }

    var now: Timestamp { state.withLock(\.clock).now }

    var uptime: Duration {
        let (clock, past) = state.withLock { $0 }
        return past + clock.uptime
    }

    func sleep(for duration: Duration) async throws {
        try await state.withLock(\.clock).sleep(for: duration)
    }
}
