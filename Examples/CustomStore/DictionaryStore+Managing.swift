import WebhookKit

/// Webhooks, the log, notices and housekeeping.
extension DictionaryStore {
    func insert(_ record: WebhookRecord, limit: Int) throws -> WebhookRecord {
        let key = Key(scope: record.webhook.scope, id: record.id)
        guard webhooks[key] == nil else {
            throw StoreError.conflict("webhook \(record.id) is there already")
        }
        guard webhooks.keys.count(where: { $0.scope == key.scope }) < limit else {
            throw StoreError.limit("\(key.scope) has \(limit) webhooks already")
        }
        var record = record
        record.webhook.createdAt = clock.now
        record.webhook.modifiedAt = clock.now
        webhooks[key] = record
        return record
    }

    func update(_ update: WebhookUpdate) throws -> WebhookRecord {
        let key = Key(scope: update.scope, id: update.id)
        guard var record = webhooks[key] else {
            throw StoreError.notFound("no webhook \(update.id) in \(update.scope)")
        }
        try update.apply(to: &record, last: lastPosition, at: clock.now).forEach(add)
        webhooks[key] = record
        return record
    }

    func webhooks(_ query: WebhookQuery) -> [WebhookRecord] {
        let found = webhooks.values.filter { record in
            record.webhook.scope == query.scope && query.id.map { record.id == $0 } ?? true
                && query.after.map { record.id > $0 } ?? true
        }
        return Array(found.sorted { $0.id < $1.id }.prefix(max(0, query.limit)))
    }

    func remove(_ removal: WebhookRemoval) -> Int {
        let before = webhooks.count
        switch removal {
        case .webhook(let id, let scope):
            let key = Key(scope: scope, id: id)
            webhooks[key] = nil
            logs[key] = nil
            rows = rows.filter { $0.value.webhook != key }
        case .organization(let organization):
            webhooks = webhooks.filter { $0.key.scope.organization != organization }
            logs = logs.filter { $0.key.scope.organization != organization }
            rows = rows.filter { $0.value.delivery.scope.organization != organization }
            events = events.filter { $0.key.scope.organization != organization }
            keys = keys.filter { $0.key.scope.organization != organization }
            notices.removeAll { $0.notice.scope.organization == organization }
        }
        return before - webhooks.count
    }

    func log(_ query: LogQuery) -> LogPage {
        let log = logs[Key(scope: query.scope, id: query.webhookID)] ?? []
        let older = log.reversed().filter { row in
            query.cursor.map { row.number < $0.number } ?? true
        }
        let page = older.prefix(max(0, query.limit))
        let entries = page.compactMap { row in
            events[Key(scope: query.scope, id: row.event)].map {
                LogEntry(event: $0.stored, status: row.status, attempts: row.attempts)
            }
        }
        return LogPage(
            entries: entries,
            next: older.count > page.count ? page.last.map { LogCursor(number: $0.number) } : nil
        )
    }

    // MARK: Notices and housekeeping

    func add(_ notice: Notice) {
        guard knownNotices.insert(notice.id).inserted else { return }
        notices.append(NoticeRow(notice: notice, leaseEnd: clock.uptime))
    }

    func notices(_ request: NoticeRequest) -> [Notice] {
        notices.removeAll { request.acknowledging.contains($0.notice.id) }
        let free = notices.indices.filter { notices[$0].leaseEnd <= clock.uptime }.prefix(
            max(0, request.limit)
        )
        for index in free { notices[index].leaseEnd = clock.uptime + request.lease }
        return free.map { notices[$0].notice }
    }

    func maintain(_ request: MaintenanceRequest) -> MaintenanceReport {
        let void = rows.values.filter { row in
            row.delivery.isOpen && !row.isLeased
                && (webhooks[row.webhook].map(row.delivery.isVoid) ?? true)
        }
        for row in void.prefix(request.limit) {
            rows[row.delivery.id]?.delivery.status = .skipped
            events[row.event]?.lastUse = clock.uptime
        }
        let open = Set(rows.values.filter(\.delivery.isOpen).map(\.event))
        let logged = Set(
            logs.flatMap { key, log in log.map { Key(scope: key.scope, id: $0.event) } }
        )
        let unneeded = events.filter { key, row in
            row.lastUse + request.recoveryWindow <= clock.uptime && !open.contains(key)
                && !logged.contains(key)
        }
        let pruned = unneeded.keys.prefix(max(0, request.limit - void.count))
        for key in pruned { events[key] = nil }
        if !pruned.isEmpty {
            rows = rows.filter { events[$0.value.event] != nil }
            keys = keys.filter { events[Key(scope: $0.key.scope, id: $0.value)] != nil }
        }
        let hasMore = void.count > request.limit || unneeded.count > pruned.count
        return MaintenanceReport(
            skipped: min(void.count, request.limit),
            pruned: pruned.count,
            hasMore: hasMore
        )
    }

    func backlog() -> Backlog {
        let waiting = rows.values.filter { $0.delivery.due != nil }
        return Backlog(
            waiting: waiting.count,
            leased: rows.values.count(where: \.isLeased),
            parked: rows.values.filter { $0.delivery.status == .parked }.prefix(100).map(
                \.delivery.id
            ),
            oldestDueAge: waiting.map(\.time).min().flatMap {
                $0 <= clock.uptime ? clock.uptime - $0 : nil
            }
        )
    }
}
