import WebhookKit
import WebhookKitTesting

/// A store as one process sees it: it fails by chance, before or after the effect, and is gone for
/// ever once the process has crashed.
final class SimulatedProcess: WebhookStore {
    private let store: any WebhookStore
    private let random: SeededRandom
    private let deactivated: @Sendable (Webhook.ID) -> Void
    private let faultRate: Double
    private let isCrashed = Locked(false)

    init(
        store: any WebhookStore,
        random: SeededRandom,
        faultRate: Double,
        deactivated: @escaping @Sendable (Webhook.ID) -> Void
    ) {
        self.deactivated = deactivated
        self.store = store
        self.random = random
        self.faultRate = faultRate
    }

    /// Kills the process: nothing it does reaches the store any more.
    func crash() {
        isCrashed.withLock { $0 = true }
    }

    private func step<Value>(_ body: () async throws -> Value) async throws -> Value {
        if isCrashed.withLock({ $0 }) { throw StoreError.busy("crashed") }
        let chance = Double(random.next() >> 11) * 0x1p-53
        if chance < faultRate / 2 { throw StoreError.busy("simulated, before the effect") }
        let value = try await body()
        if isCrashed.withLock({ $0 }) { throw StoreError.busy("crashed") }
        if chance < faultRate { throw StoreError(.outcomeUnknown, "simulated, after the effect") }
        return value
    }

    func append(_ events: [Event]) async throws -> [Publication] {
        try await step { try await store.append(events) }
    }
    func settle(_ request: SettleRequest) async throws -> SettleReport {
        try await step {
            let report = try await store.settle(request)
            for case .settled(let effects) in report.results where effects.isDeactivation {
                for notice in effects.notices { notice.webhook.map { deactivated($0.id) } }
            }
            return report
        }
    }
    func requeue(_ request: RequeueRequest) async throws {
        try await step { try await store.requeue(request) }
    }
    func parked(_ query: ParkedQuery) async throws -> ParkedPage {
        try await step { try await store.parked(query) }
    }
    func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try await step { try await store.insert(record, limit: limit) }
    }
    func update(_ update: WebhookUpdate) async throws -> WebhookRecord {
        try await step { try await store.update(update) }
    }
    func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] {
        try await step { try await store.webhooks(query) }
    }
    func remove(_ removal: WebhookRemoval) async throws -> Int {
        try await step { try await store.remove(removal) }
    }
    func log(_ query: LogQuery) async throws -> LogPage {
        try await step { try await store.log(query) }
    }
    func notices(_ request: NoticeRequest) async throws -> [Notice] {
        try await step { try await store.notices(request) }
    }
    func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        try await step { try await store.maintain(request) }
    }
    func backlog() async throws -> Backlog {
        try await step { try await store.backlog() }
    }
}
