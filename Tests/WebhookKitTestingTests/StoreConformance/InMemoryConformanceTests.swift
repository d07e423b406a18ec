import Testing
import WebhookKit
import WebhookKitTesting

struct InMemoryConformanceTests {
    /// B-1.
    @Test(arguments: StorePromise.allCases)
    func inMemoryStoreKeeps(_ promise: StorePromise) async {
        let conformance = StoreConformance { InMemoryWebhookStore(clock: $0) }
        switch await conformance.outcome(of: promise) {
        case .kept: break
        case .broken(let failure): Issue.record("\(failure)")
        case .skipped: #expect(promise.isAboutReopening)
        }
    }
}
