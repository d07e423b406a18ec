import WebhookKit

/// A good store with something about its rows or its events by position made wrong.
struct ChapterStore: WebhookStore {
    let inner: InMemoryWebhookStore
    /// The ids that a step loads and writes, instead of those that were named.
    var rename: @Sendable (RowID) -> RowID = { $0 }
    /// The bytes that are stored instead of those that were set.
    var rewrite: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    /// Whether what a rule had changed stays when it throws.
    var keepsHalves = false
    /// Whether the rule sees what was there before the step's turn.
    var readsEarly = false
    /// Whether what breaks the bounds of rows passes in silence, as if nothing had been asked.
    var forgives: @Sendable (StoreError) -> Bool = { _ in false }
    var onRows: @Sendable (InMemoryWebhookStore, RowQuery) throws -> [StoredRow] = { $0.rows($1) }
    var onEvents: @Sendable (InMemoryWebhookStore, EventQuery) throws -> EventPage = {
        try $0.events($1)
    }
    var onKeep: @Sendable (InMemoryWebhookStore, Scope, Position?) -> Void = {
        $0.keepEvents(of: $1, from: $2)
    }
    var onMaintain: @Sendable (InMemoryWebhookStore, MaintenanceRequest) -> MaintenanceReport = {
        $0.maintain($1)
    }
    var onRemove: @Sendable (InMemoryWebhookStore, WebhookRemoval) async throws -> Int = {
        $0.remove($1)
    }

    init(_ inner: InMemoryWebhookStore) {
        self.inner = inner
    }

    func append(_ events: [Event]) throws -> [Publication] { try inner.append(events) }
    func settle(_ request: SettleRequest) -> SettleReport { inner.settle(request) }
    func requeue(_ request: RequeueRequest) throws { try inner.requeue(request) }
    func parked(_ query: ParkedQuery) -> ParkedPage { inner.parked(query) }
    func insert(_ record: WebhookRecord, limit: Int) throws -> WebhookRecord {
        try inner.insert(record, limit: limit)
    }
    func update(_ update: WebhookUpdate) throws -> WebhookRecord { try inner.update(update) }
    func webhooks(_ query: WebhookQuery) -> [WebhookRecord] { inner.webhooks(query) }
    func remove(_ removal: WebhookRemoval) async throws -> Int {
        try await onRemove(inner, removal)
    }
    func log(_ query: LogQuery) throws -> LogPage { try inner.log(query) }
    func notices(_ request: NoticeRequest) -> [Notice] { inner.notices(request) }
    func maintain(_ request: MaintenanceRequest) -> MaintenanceReport { onMaintain(inner, request) }
    func backlog() -> Backlog { inner.backlog() }
}

extension ChapterStore: RowStore {
    func change<Value: Sendable>(
        _ ids: [RowID],
        by rule: @escaping @Sendable (inout RowSet) throws -> Value
    ) async throws -> Value {
        let early = readsEarly ? ids.map { inner.row(rename($0)) } : nil
        // Others get their turn.
        if readsEarly { for _ in 0..<20 { await Task.yield() } }
        let outcome = try await inner.change(ids.map(rename)) { [self] outer in
            var stored: [RowID: [UInt8]] = [:]
            for (index, id) in ids.enumerated() {
                if let early {
                    stored[id] = early[index]
                } else {
                    stored[id] = try outer.value(of: rename(id))
                }
            }
            var rows = try RowSet(ids, stored: stored)
            let result = Result { try rule(&rows) }
            if case .failure(let error) = result {
                let isForgiven = (error as? StoreError).map(forgives) ?? keepsHalves
                guard isForgiven else { return result }
            }
            for change in rows.changes {
                if let value = change.value {
                    try outer.set(rewrite(value), for: rename(change.id))
                } else {
                    try outer.remove(rename(change.id))
                }
            }
            return result
        }
        return try outcome.get()
    }

    func row(_ id: RowID) -> [UInt8]? { inner.row(rename(id)) }

    func rows(_ query: RowQuery) throws -> [StoredRow] { try onRows(inner, query) }
}

extension ChapterStore: EventHistory {
    func events(_ query: EventQuery) throws -> EventPage { try onEvents(inner, query) }

    func keepEvents(of scope: Scope, from position: Position?) { onKeep(inner, scope, position) }
}
