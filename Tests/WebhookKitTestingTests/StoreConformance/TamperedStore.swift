import WebhookKit

/// A good store with one verb or more made wrong.
struct TamperedStore: WebhookStore {
    let inner: any WebhookStore

    var onAppend: @Sendable (any WebhookStore, [Event]) async throws -> [Publication] = {
        try await $0.append($1)
    }
    var onClaim: @Sendable (any WebhookStore, ClaimRequest) async throws -> Claim = {
        try await $0.claim($1)
    }
    var onSettle: @Sendable (any WebhookStore, SettleRequest) async throws -> [SettlementResult] = {
        try await $0.settle($1).results
    }
    /// Does both of a call that records results and claims; without it each goes its own way.
    var onBoth: (@Sendable (any WebhookStore, SettleRequest) async throws -> SettleReport)?
    var onRequeue: @Sendable (any WebhookStore, RequeueRequest) async throws -> Void = {
        try await $0.requeue($1)
    }
    var onParked: @Sendable (any WebhookStore, ParkedQuery) async throws -> ParkedPage = {
        try await $0.parked($1)
    }
    var onInsert: @Sendable (any WebhookStore, WebhookRecord, Int) async throws -> WebhookRecord = {
        try await $0.insert($1, limit: $2)
    }
    var onUpdate: @Sendable (any WebhookStore, WebhookUpdate) async throws -> WebhookRecord = {
        try await $0.update($1)
    }
    var onWebhooks: @Sendable (any WebhookStore, WebhookQuery) async throws -> [WebhookRecord] = {
        try await $0.webhooks($1)
    }
    var onRemove: @Sendable (any WebhookStore, WebhookRemoval) async throws -> Int = {
        try await $0.remove($1)
    }
    var onLog: @Sendable (any WebhookStore, LogQuery) async throws -> LogPage = {
        try await $0.log($1)
    }
    var onNotices: @Sendable (any WebhookStore, NoticeRequest) async throws -> [Notice] = {
        try await $0.notices($1)
    }
    var onMaintain:
        @Sendable (any WebhookStore, MaintenanceRequest) async throws -> MaintenanceReport = {
            try await $0.maintain($1)
        }
    var onBacklog: @Sendable (any WebhookStore) async throws -> Backlog = {
        try await $0.backlog()
    }

    init(_ inner: any WebhookStore) {
        self.inner = inner
    }

    func append(_ events: [Event]) async throws -> [Publication] {
        try await onAppend(inner, events)
    }
    func settle(_ request: SettleRequest) async throws -> SettleReport {
        guard let asked = request.claim else {
            return SettleReport(results: try await onSettle(inner, request))
        }
        guard request.recordsResults else {
            return SettleReport(claim: try await onClaim(inner, asked))
        }
        if let onBoth { return try await onBoth(inner, request) }
        var alone = request
        alone.claim = nil
        let results = try await onSettle(inner, alone)
        return SettleReport(results: results, claim: try await onClaim(inner, asked))
    }
    func requeue(_ request: RequeueRequest) async throws { try await onRequeue(inner, request) }
    func parked(_ query: ParkedQuery) async throws -> ParkedPage {
        try await onParked(inner, query)
    }
    func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try await onInsert(inner, record, limit)
    }
    func update(_ update: WebhookUpdate) async throws -> WebhookRecord {
        try await onUpdate(inner, update)
    }
    func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] {
        try await onWebhooks(inner, query)
    }
    func remove(_ removal: WebhookRemoval) async throws -> Int {
        try await onRemove(inner, removal)
    }
    func log(_ query: LogQuery) async throws -> LogPage { try await onLog(inner, query) }
    func notices(_ request: NoticeRequest) async throws -> [Notice] {
        try await onNotices(inner, request)
    }
    func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        try await onMaintain(inner, request)
    }
    func backlog() async throws -> Backlog { try await onBacklog(inner) }
}
