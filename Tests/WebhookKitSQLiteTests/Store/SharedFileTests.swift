import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// Two stores on one file, as two processes would have it: whatever one of them remembers of the
/// file, the other has changed meanwhile.
struct SharedFileTests {
    @Test(arguments: 1...4)
    func twoStoresAnswerAsOne(_ seed: UInt64) async throws {
        let clock = ManualClock()
        let folder = try TemporaryFolder()
        let open = { @Sendable in
            try await SQLiteWebhookStore(path: folder.at("webhooks.sqlite"), clock: clock)
        }
        let store = AlternatingStore(try await [open(), open(), open()], seed: seed)
        do {
            try await StoreTrial(store: store, clock: clock).compare(seed: seed, reopening: false)
        } catch {
            Issue.record("\(error)")
        }
        #expect(try await SQLiteWebhookStore.check(path: folder.at("webhooks.sqlite")) == [])
    }

    @Test func reopeningAfterEverySeedAgrees() async throws {
        let seeds = 2...Self.seeds
        for seed in seeds {
            let test = try await TestStore()
            let trial = StoreTrial(store: test.store, clock: test.clock) { store, clock in
                if let store = store as? SQLiteWebhookStore { await store.close() }
                return try await SQLiteWebhookStore(path: test.path, clock: clock)
            }
            do {
                try await trial.compare(seed: UInt64(seed), reopening: true)
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    /// WEBHOOKKIT_SEEDS asks for more.
    private static let seeds = max(3, Int(testEnvironment("WEBHOOKKIT_SEEDS") ?? "") ?? 3)
}

/// Sends every call to one of several stores, by chance.
final class AlternatingStore: WebhookStore {
    private let stores: [SQLiteWebhookStore]
    private let random: Locked<SeededRandom>

    init(_ stores: [SQLiteWebhookStore], seed: UInt64) {
        self.stores = stores
        random = Locked(SeededRandom(seed: seed))
    }

    private var any: SQLiteWebhookStore {
        stores[random.withLock { Int.random(in: stores.indices, using: &$0) }]
    }

    func append(_ events: [Event]) async throws -> [Publication] { try await any.append(events) }
    func claim(_ request: ClaimRequest) async throws -> Claim { try await any.claim(request) }
    func settle(_ request: SettleRequest) async throws -> [SettlementResult] {
        try await any.settle(request)
    }
    func requeue(_ request: RequeueRequest) async throws { try await any.requeue(request) }
    func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try await any.insert(record, limit: limit)
    }
    func update(_ update: WebhookUpdate) async throws -> WebhookRecord {
        try await any.update(update)
    }
    func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] {
        try await any.webhooks(query)
    }
    func remove(_ removal: WebhookRemoval) async throws -> Int { try await any.remove(removal) }
    func log(_ query: LogQuery) async throws -> LogPage { try await any.log(query) }
    func notices(_ request: NoticeRequest) async throws -> [Notice] {
        try await any.notices(request)
    }
    func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        try await any.maintain(request)
    }
    func backlog() async throws -> Backlog { try await any.backlog() }
}
