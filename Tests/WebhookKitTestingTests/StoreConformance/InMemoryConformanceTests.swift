import Testing
import WebhookKit
import WebhookKitTesting

struct InMemoryConformanceTests {
    /// B-1.
    @Test(arguments: StorePromise.allCases)
    func inMemoryStoreKeeps(_ promise: StorePromise) async {
        let conformance = StoreConformance(
            peers: .none(because: "it is in memory, so nobody else can open it"),
            ownClock: { InMemoryWebhookStore() },
            makeStore: { InMemoryWebhookStore(clock: $0) }
        )
        switch await conformance.outcome(of: promise) {
        case .kept: break
        case .broken(let failure): Issue.record("\(failure)")
        case .skipped: #expect(!promise.needs.isDisjoint(with: [.reopening, .peers]))
        }
    }
}
