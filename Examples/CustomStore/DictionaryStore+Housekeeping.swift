import WebhookKit

/// What is read by hand, handed out and removed in time.
extension DictionaryStore {
    func log(_ query: LogQuery) -> LogPage {
        let log = logs[Key(scope: query.scope, id: query.webhookID)] ?? []
        let older = log.reversed().filter { $0.number < query.cursor?.number ?? .max }
        let page = older.prefix(max(0, query.limit))
        let last = page.last.map { LogCursor(number: Int64($0.number)) }
        return LogPage(entries: page.map(\.entry), next: older.count > page.count ? last : nil)
    }

    func notices(_ request: NoticeRequest) -> [Notice] {
        notices.removeAll { request.acknowledging.contains($0.notice.id) }
        let free = notices.indices.filter { notices[$0].leaseEnd <= clock.uptime }
            .prefix(max(0, request.limit))
        for index in free { notices[index].leaseEnd = clock.uptime + request.lease }
        return free.map { notices[$0].notice }
    }

    func maintain(_ request: MaintenanceRequest) -> MaintenanceReport {
        // Leased ones are left: their result is still recorded.
        let idle = deliveries.values.filter { $0.delivery.isOpen && !$0.isLeased }
        let void = idle.filter { webhooks[$0.webhook].map($0.delivery.isVoid) ?? true }
        let swept = void.prefix(max(0, request.limit))
        for row in swept {
            if var record = webhooks[row.webhook] {
                deliveries[row.delivery.id]?.delivery.skip(in: &record)
                webhooks[row.webhook] = record
            } else {
                deliveries[row.delivery.id]?.delivery.status = .skipped
            }
            events[row.event]?.lastUse = clock.uptime
        }
        let open = deliveries.values.filter(\.delivery.isOpen).map(\.event)
        let needed = Set(open + logs.values.joined().map { $0.event })
        let last = clock.uptime - request.recoveryWindow
        let unneeded = events.filter { key, event in
            event.lastUse <= last && !needed.contains(key) && !isKept(event.stored)
        }
        let pruned = Set(unneeded.keys.prefix(max(0, request.limit - swept.count)))
        events = events.filter { !pruned.contains($0.key) }
        deliveries = deliveries.filter { !pruned.contains($0.value.event) }
        let hasMore = void.count > swept.count || unneeded.count > pruned.count
        return MaintenanceReport(skipped: swept.count, pruned: pruned.count, hasMore: hasMore)
    }

    func backlog() -> Backlog {
        let waiting = deliveries.values.filter { $0.delivery.due != nil }
        let parked = deliveries.values.filter { $0.delivery.status == .parked }.prefix(100)
        return Backlog(
            waiting: waiting.count,
            leased: deliveries.values.count(where: \.isLeased),
            parked: parked.map(\.delivery.id),
            oldestDueAge: waiting.map { clock.uptime - $0.time }.filter { $0 >= .zero }.max()
        )
    }
}
