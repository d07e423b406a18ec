import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

struct FileStoreConformanceTests {
    /// B-1.
    @Test(arguments: StorePromise.allCases)
    func keepsPromise(_ promise: StorePromise) async throws {
        try await check(promise, FileWebhookStore.Configuration())
    }

    /// No content in memory, and snapshots as often as can be.
    @Test(arguments: StorePromise.allCases)
    func keepsPromiseWhileCompacting(_ promise: StorePromise) async throws {
        try await check(
            promise,
            FileWebhookStore.Configuration(cacheSize: 0, compactionMinimum: 64 << 10)
        )
    }

    private func check(
        _ promise: StorePromise,
        _ configuration: FileWebhookStore.Configuration
    ) async throws {
        let folder = try TemporaryFolder()
        let open = { @Sendable (clock: any WebhookClock) in
            try await FileWebhookStore(
                folder: folder.at("store"),
                configuration: configuration,
                clock: clock
            )
        }
        let reason = "one process at a time has the folder"
        let conformance = StoreConformance(
            reopen: { store, clock in
                if let store = store as? FileWebhookStore { await store.close() }
                return try await open(clock)
            },
            peers: .none(because: reason),
            ownClock: { try await open(SystemClock()) },
            makeStore: { try await open($0) }
        )
        // Nothing else is missing, so that nothing else is skipped.
        let expected: PromiseOutcome<StorePromise> =
            promise.needs.contains(.peers) ? .skipped(reason) : .kept
        let outcome = await conformance.outcome(of: promise)
        if outcome != expected { Issue.record("\(outcome)") }
    }
}
