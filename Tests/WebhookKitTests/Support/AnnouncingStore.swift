import WebhookKit

/// A store that others share: what they append is announced only when the test says so.
final class AnnouncingStore: SharedWebhookStore {
    let inner: any WebhookStore
    private let announcements = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(_ inner: any WebhookStore) {
        self.inner = inner
    }

    func announce() { announcements.continuation.yield() }

    func close() { announcements.continuation.finish() }

    func changes() -> AsyncStream<Void> { announcements.stream }

    func append(_ events: [Event]) async throws -> [Publication] {
        try await inner.append(events)
    }
    func settle(_ request: SettleRequest) async throws -> SettleReport {
        try await inner.settle(request)
    }
    func requeue(_ request: RequeueRequest) async throws { try await inner.requeue(request) }
    func parked(_ query: ParkedQuery) async throws -> ParkedPage {
        try await inner.parked(query)
    }
    func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try await inner.insert(record, limit: limit)
    }
    func update(_ update: WebhookUpdate) async throws -> WebhookRecord {
        try await inner.update(update)
    }
    func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] {
        try await inner.webhooks(query)
    }
    func remove(_ removal: WebhookRemoval) async throws -> Int { try await inner.remove(removal) }
    func log(_ query: LogQuery) async throws -> LogPage { try await inner.log(query) }
    func notices(_ request: NoticeRequest) async throws -> [Notice] {
        try await inner.notices(request)
    }
    func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        try await inner.maintain(request)
    }
    func backlog() async throws -> Backlog { try await inner.backlog() }
}
