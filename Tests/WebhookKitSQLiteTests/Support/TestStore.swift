import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A store in a file of its own, with what tests do to it.
struct TestStore {
    let folder: TemporaryFolder
    let path: String
    let store: SQLiteWebhookStore
    let clock: ManualClock
    let trial: StoreTrial

    init(
        configuration: SQLiteWebhookStore.Configuration = .init(),
        clock: ManualClock = ManualClock()
    ) async throws {
        folder = try TemporaryFolder()
        path = folder.at("webhooks.sqlite")
        self.clock = clock
        store = try await SQLiteWebhookStore(
            path: path,
            configuration: configuration,
            clock: clock
        )
        trial = StoreTrial(store: store, clock: clock)
    }

    /// A second store on the same file, as another process would have it.
    func another() async throws -> StoreTrial {
        StoreTrial(store: try await SQLiteWebhookStore(path: path, clock: clock), clock: clock)
    }
}

extension TestStore {
    /// The length of the write-ahead log's file.
    func logSize() throws -> Int {
        var state = stat()
        guard unsafe stat(path + "-wal", &state) == 0 else { return 0 }
        return Int(state.st_size)
    }
}
