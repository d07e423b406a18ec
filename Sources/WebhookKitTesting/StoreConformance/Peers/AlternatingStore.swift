package import WebhookKit

/// Sends every call to one of several stores on one place, by chance: whatever one of them remembers
/// of the place, the others have changed meanwhile.
package struct AlternatingStore: WebhookStore {
    private let stores: [any WebhookStore]
    private let random: Locked<SeededRandom>

    package init(_ stores: [any WebhookStore], seed: UInt64) {
        self.stores = stores
        random = Locked(SeededRandom(seed: seed))
    }

    private var any: any WebhookStore {
        stores[random.withLock { Int.random(in: stores.indices, using: &$0) }]
    }

    package func append(_ events: [Event]) async throws -> [Publication] {
        try await any.append(events)
    }
    package func settle(_ request: SettleRequest) async throws -> SettleReport {
        try await any.settle(request)
    }
    package func requeue(_ request: RequeueRequest) async throws {
        try await any.requeue(request)
    }
    package func parked(_ query: ParkedQuery) async throws -> ParkedPage {
        try await any.parked(query)
    }
    package func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try await any.insert(record, limit: limit)
    }
    package func update(_ update: WebhookUpdate) async throws -> WebhookRecord {
        try await any.update(update)
    }
    package func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] {
        try await any.webhooks(query)
    }
    package func remove(_ removal: WebhookRemoval) async throws -> Int {
        try await any.remove(removal)
    }
    package func log(_ query: LogQuery) async throws -> LogPage {
        try await any.log(query)
    }
    package func notices(_ request: NoticeRequest) async throws -> [Notice] {
        try await any.notices(request)
    }
    package func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        try await any.maintain(request)
    }
    package func backlog() async throws -> Backlog {
        try await any.backlog()
    }
}
