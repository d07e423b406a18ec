import Testing
import WebhookKit
import WebhookKitTesting

struct InMemoryConformanceTests {
    @Test(arguments: StorePromise.allCases)
    func inMemoryStoreKeeps(_ promise: StorePromise) async {
        let conformance = StoreConformance { InMemoryWebhookStore(clock: $0) }
        if let failure = await conformance.check(promise) { Issue.record("\(failure)") }
    }
}
