import WebhookKit
import WebhookKitTesting

/// One of several stores on one place, which is a store in memory, with something of it made wrong.
struct PeerStore: SharedWebhookStore {
    let place: PeerPlace
    /// Which of the stores it is; with most faults the first one is good.
    let number: Int

    private var inner: InMemoryWebhookStore { place.store }
    /// Whether it is a later store with this fault.
    private func has(_ fault: PeerFault) -> Bool { number > 0 && place.fault == fault }

    func append(_ events: [Event]) throws -> [Publication] {
        let events =
            has(.keysAreItsOwn)
            ? events.map { event in
                event.changed(
                    key: event.idempotencyKey.map { ExactText("\($0.string)-\(number)") }
                )
            } : events
        let publications = try inner.append(events)
        if ![.nobodyIsTold, .allAreToldAtFirst].contains(place.fault) { place.tellOthers() }
        return publications
    }

    private func claim(_ request: ClaimRequest) async -> Claim {
        var request = request
        if has(.concurrencyIsItsOwn) { request.defaultConcurrency += 1 }
        if has(.clockIsItsOwn) { place.clock.advance(by: .seconds(3600)) }
        defer { if has(.clockIsItsOwn) { place.clock.advance(by: .seconds(-3600)) } }
        var claim = inner.settle(SettleRequest(claim: request)).claim ?? Claim()
        place.leases.withLock { leases in
            for claimed in claim.deliveries { leases[claimed.delivery.id] = claimed.lease }
        }
        guard place.fault == .rowsAreNotLocked else { return claim }
        let turn = place.claims.withLock { claims in
            claims.turns += 1
            claims.running[claims.turns] = claim.deliveries
            return claims.turns
        }
        for _ in 0..<20 { await Task.yield() }
        place.claims.withLock { claims in
            claims.running[turn] = nil
            // Who reads at the same time without a lock gets the same rows.
            claim.deliveries += claims.running.values.joined().prefix(1)
        }
        return claim
    }

    func settle(_ request: SettleRequest) async -> SettleReport {
        var request = request
        let asked = request.claim
        request.claim = nil
        if has(.staleResultsCount) {
            for index in request.settlements.indices {
                let id = request.settlements[index].lease.deliveryID
                if let present = place.leases.withLock({ $0[id] }) {
                    request.settlements[index].lease = present
                }
            }
        }
        var report = inner.settle(request)
        if let asked { report.claim = await claim(asked) }
        return report
    }

    func insert(_ record: WebhookRecord, limit: Int) throws -> WebhookRecord {
        try inner.insert(record, limit: has(.limitIsItsOwn) ? limit + 1 : limit)
    }

    func changes() -> AsyncStream<Void> { place.changes() }

    func requeue(_ request: RequeueRequest) throws { try inner.requeue(request) }
    func parked(_ query: ParkedQuery) -> ParkedPage { inner.parked(query) }
    func update(_ update: WebhookUpdate) throws -> WebhookRecord { try inner.update(update) }
    func webhooks(_ query: WebhookQuery) -> [WebhookRecord] { inner.webhooks(query) }
    func remove(_ removal: WebhookRemoval) -> Int { inner.remove(removal) }
    func log(_ query: LogQuery) throws -> LogPage { try inner.log(query) }
    func notices(_ request: NoticeRequest) -> [Notice] { inner.notices(request) }
    func maintain(_ request: MaintenanceRequest) -> MaintenanceReport { inner.maintain(request) }
    func backlog() -> Backlog { inner.backlog() }
}

extension PeerStore: RowStore {
    func change<Value: Sendable>(
        _ ids: [RowID],
        by rule: @escaping @Sendable (inout RowSet) throws -> Value
    ) async throws -> Value {
        let isAdded = ids.count == 1
        guard has(isAdded ? .rowsAreAddedBlindly : .rowsAreReadEarly) else {
            return try await inner.change(ids, by: rule)
        }
        let early = ids.map { isAdded ? nil : inner.row($0) }
        for _ in 0..<20 { await Task.yield() }
        return try await inner.change(ids) { rows in
            var stored: [RowID: [UInt8]] = [:]
            for (id, value) in zip(ids, early) { stored[id] = value }
            var set = try RowSet(ids, stored: stored)
            let value = try rule(&set)
            for change in set.changes {
                if let value = change.value { try rows.set(value, for: change.id) }
            }
            return value
        }
    }

    func row(_ id: RowID) -> [UInt8]? { inner.row(id) }
    func rows(_ query: RowQuery) -> [StoredRow] { inner.rows(query) }
}

extension PeerStore: EventHistory {
    func events(_ query: EventQuery) throws -> EventPage {
        var page = try inner.events(query)
        // What another one appends meanwhile has the position that was passed over.
        if has(.positionsComeLate), page.isLast, !page.events.isEmpty {
            page.cursor = Position(page.cursor.number + 1)
        }
        return page
    }

    func keepEvents(of scope: Scope, from position: Position?) {
        inner.keepEvents(of: scope, from: position)
    }
}
