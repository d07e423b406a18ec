import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

struct FileStoreConformanceTests {
    @Test(arguments: StorePromise.allCases)
    func keepsPromise(_ promise: StorePromise) async throws {
        let folder = try TemporaryFolder()
        let conformance = StoreConformance { store, clock in
            if let store = store as? FileWebhookStore { await store.close() }
            return try await FileWebhookStore(folder: folder.at("store"), clock: clock)
        } makeStore: { clock in
            try await FileWebhookStore(folder: folder.at("store"), clock: clock)
        }
        if let failure = await conformance.check(promise) {
            Issue.record("\(failure)")
        }
    }
}
