import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// One promise at a time: hundreds of open databases have over 1,360 descriptors, and with so many
/// Foundation's `Process.run()` reads beyond the end of its listing of `/proc/self/fd`.
@Suite(.serialized) struct SQLiteStoreConformanceTests {
    /// B-1.
    @Test(arguments: StorePromise.allCases)
    func keepsPromise(_ promise: StorePromise) async throws {
        try await check(promise, SQLiteWebhookStore.Configuration())
    }

    /// In the host's own database, with hardly any cache.
    @Test(arguments: StorePromise.allCases)
    func keepsPromiseBesideOtherTables(_ promise: StorePromise) async throws {
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.tables = .prefixed("webhookkit_")
        configuration.cacheSize = 64 << 10
        try await check(promise, configuration)
    }

    /// With a third store on the file.
    @Test(arguments: StorePromise.allCases.filter { $0.needs.contains(.peers) })
    func keepsPromiseAmongThree(_ promise: StorePromise) async throws {
        try await check(promise, SQLiteWebhookStore.Configuration(), peers: 3)
    }

    private func check(
        _ promise: StorePromise,
        _ configuration: SQLiteWebhookStore.Configuration,
        peers: Int = 2
    ) async throws {
        let folder = try TemporaryFolder()
        let open = { @Sendable (clock: any MachineClock) in
            try await SQLiteWebhookStore(
                path: folder.at("webhooks.sqlite"),
                configuration: configuration,
                clock: clock
            )
        }
        let conformance = StoreConformance(
            reopen: { store, clock in
                if let store = store as? SQLiteWebhookStore { await store.close() }
                return try await open(clock)
            },
            peers: .several(peers) { _, clock in
                if let clock { try await open(clock) } else { try await open(SystemClock()) }
            },
            ownClock: { try await open(SystemClock()) },
            makeStore: { try await open($0) }
        )
        // Nothing is missing, so that nothing is skipped.
        let outcome = await conformance.outcome(of: promise)
        if outcome != .kept { Issue.record("\(outcome)") }
    }
}
