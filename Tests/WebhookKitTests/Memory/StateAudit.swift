@testable import WebhookKit

extension StoreState {
    /// Counts everything anew and says what the state has wrong; empty when it is whole.
    func audit() -> [String] {
        var wrong: [String] = []
        func check(_ isRight: Bool, _ what: @autoclosure () -> String) {
            if !isRight { wrong.append(what()) }
        }
        let rows = events.timeline.all.flatMap(\.deliveries)
        let live = rows.filter { !$0.webhook.isRemoved }
        let (waiting, leased) = (deliveries.waiting, deliveries.leases.count)
        check(waiting == live.count { $0.status == .waiting }, "waiting \(waiting)")
        check(leased == live.count { $0.status == .leased }, "leased \(leased)")
        check(
            Set(deliveries.parked.map(ObjectIdentifier.init))
                == Set(live.filter { $0.status == .parked }.map(ObjectIdentifier.init)),
            "parked \(deliveries.parked.count)"
        )
        check(
            Set(deliveries.suspects.map(ObjectIdentifier.init))
                == Set(live.filter { $0.isWaiting && $0.isSuspect }.map(ObjectIdentifier.init)),
            "suspects \(deliveries.suspects.count)"
        )
        let sweepable = Set(
            (deliveries.sweep.current.all + deliveries.sweep.others.all.flatMap(\.all))
                .map(ObjectIdentifier.init)
        )
        let leaseStamps = Set(deliveries.leases.ends.sorted.map(\.stamp))
        for row in rows {
            let isOrphan = row.webhook.isRemoved && row.isOpen
            let isVoid = row.isVoid && (row.isWaiting || row.status == .parked)
            check(
                !(isOrphan || isVoid) || sweepable.contains(ObjectIdentifier(row)),
                "\(row.status) \(row.id) of \(row.webhook.record.id) is never swept"
            )
            guard !row.webhook.isRemoved else { continue }
            let isKnown = row.isNamed || row.status == .leased || row.status == .parked
            check(
                !isKnown || deliveries.named[row.id] === row,
                "\(row.status) \(row.id) has no name"
            )
            check(
                row.status != .leased || leaseStamps.contains(row.stamp),
                "lease of \(row.id) never ends"
            )
        }
        for (id, row) in deliveries.named {
            check(!row.webhook.isRemoved && !row.event.isRemoved, "\(id) names nothing")
        }
        wrong += auditEvents() + auditWebhooks(rows)
        return wrong
    }

    private func auditEvents() -> [String] {
        var wrong: [String] = []
        var pins: [ObjectIdentifier: Int32] = [:]
        for webhook in webhooks.all {
            for entry in webhook.log { pins[ObjectIdentifier(entry.event), default: 0] += 1 }
        }
        let stamps = Set(events.free.sorted.map(\.stamp))
        for event in events.timeline.all {
            let open = event.deliveries.count { $0.isOpen }
            if Int(event.open) != open { wrong.append("\(event.id): open \(event.open)/\(open)") }
            let pinned = pins[ObjectIdentifier(event)] ?? 0
            if event.pins != pinned { wrong.append("\(event.id): pins \(event.pins)/\(pinned)") }
            let isFree = open == 0 && pinned == 0
            if isFree != stamps.contains(event.freeStamp) {
                wrong.append("\(event.id): \(isFree ? "is never pruned" : "may be pruned")")
            }
        }
        if events.timeline.all.count != scopes.all.reduce(0, { $0 + $1.events.count }) {
            wrong.append("events by id are not those by position")
        }
        return wrong
    }

    private func auditWebhooks(_ rows: [DeliveryRow]) -> [String] {
        var wrong: [String] = []
        let byWebhook = Dictionary(grouping: rows) { ObjectIdentifier($0.webhook) }
        for webhook in webhooks.all + Array(webhooks.removed.values) {
            let rows = byWebhook[ObjectIdentifier(webhook)] ?? []
            let id = webhook.record.id
            if webhook.references != rows.count { wrong.append("\(id): references") }
            guard !webhook.isRemoved else {
                if rows.isEmpty { wrong.append("\(id): kept for nothing") }
                continue
            }
            if webhook.waiting != rows.count(where: \.isWaiting) { wrong.append("\(id): waiting") }
            if webhook.leased != rows.count(where: { $0.status == .leased }) {
                wrong.append("\(id): leased")
            }
            let queue = webhook.open.all.filter { $0.isOpen && !$0.isVoid }
            let open = rows.filter { $0.kind == .subscribed && $0.isOpen && !$0.isVoid }
            if queue.map(ObjectIdentifier.init)
                != open.sorted(by: { $0.event.position < $1.event.position })
                .map(ObjectIdentifier.init)
            {
                wrong.append("\(id): the queue is not what is open, in order")
            }
            let subscribed = Set(webhook.due.sorted.map(\.stamp))
            let manual = Set(webhook.manual.sorted.map(\.stamp))
            for row in rows where row.isWaiting && !row.isSuspect && !row.isVoid {
                let isQueued =
                    row.kind == .manual
                    ? manual.contains(row.stamp)
                    : webhook.record.webhook.flow.isOrdered || subscribed.contains(row.stamp)
                if !isQueued { wrong.append("\(id): \(row.id) is in no queue") }
            }
        }
        if turns.timed != webhooks.all.count(where: { $0.timer != nil }) {
            wrong.append("timers \(turns.timed)")
        }
        if Set(byWebhook.values.compactMap { $0.first?.webhook.number }).subtracting(
            (webhooks.all + Array(webhooks.removed.values)).map(\.number)
        ).count > 0 {
            wrong.append("deliveries of a webhook that nothing keeps")
        }
        return wrong
    }
}

extension Heap {
    var sorted: [Element] {
        var (copy, elements): (Self, [Element]) = (self, [])
        while let next = copy.pop() { elements.append(next) }
        return elements
    }
}
