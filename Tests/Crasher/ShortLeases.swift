import WebhookKit

/// A store whose leases end sooner than the service asks for, so that tests need not wait a minute.
struct ShortLeases: SharedWebhookStore {
    let store: any WebhookStore
    /// What is added to the deadline; the service's 45 s when nil.
    let margin: Duration?

    func append(_ events: [Event]) async throws -> [Publication] {
        try await store.append(events)
    }

    func settle(_ request: SettleRequest) async throws -> SettleReport {
        var request = request
        if let margin { request.claim?.leaseMargin = margin }
        return try await store.settle(request)
    }

    func requeue(_ request: RequeueRequest) async throws {
        try await store.requeue(request)
    }

    func parked(_ query: ParkedQuery) async throws -> ParkedPage {
        try await store.parked(query)
    }

    func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try await store.insert(record, limit: limit)
    }

    func update(_ update: WebhookUpdate) async throws -> WebhookRecord {
        try await store.update(update)
    }

    func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] {
        try await store.webhooks(query)
    }

    func remove(_ removal: WebhookRemoval) async throws -> Int {
        try await store.remove(removal)
    }

    func log(_ query: LogQuery) async throws -> LogPage {
        try await store.log(query)
    }

    func notices(_ request: NoticeRequest) async throws -> [Notice] {
        try await store.notices(request)
    }

    func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        try await store.maintain(request)
    }

    func backlog() async throws -> Backlog {
        try await store.backlog()
    }

    func changes() -> AsyncStream<Void> {
        (store as? any SharedWebhookStore)?.changes() ?? AsyncStream { $0.finish() }
    }
}
