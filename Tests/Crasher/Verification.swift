import WebhookKit

/// Compares a store with what a run was told before it died (Faults 1, 7).
final class Verification {
    private typealias Target = Acknowledged.Target

    private let store: any WebhookStore
    private let orders: Orders?
    private let acknowledged: Acknowledged
    private let scope: Scope
    /// What is wrong, for people.
    private(set) var problems: [String] = []
    private var logs: [Target: LogEntry] = [:]
    private var claimed: [Target: ClaimedDelivery] = [:]

    init(_ opened: OpenStore, acknowledged: Acknowledged) throws {
        store = opened.store
        orders = opened.orders
        self.acknowledged = acknowledged
        scope = try Contents.scope()
    }

    /// The number of deliveries that still wait.
    var waiting: Int { claimed.count }

    func run() async throws {
        try await checkWebhooks()
        try await readLogs()
        // The first claim takes what the host has put into the outbox.
        try await claim()
        let before = try await store.backlog()
        while try await claim() {}
        let after = try await store.backlog()
        expect(before.waiting + before.leased == claimed.count, "counted \(before), not \(waiting)")
        expect(
            after.waiting == 0 && after.leased == claimed.count,
            "counted \(after) after claiming \(waiting)"
        )
        for (id, position) in acknowledged.positions { checkDeliveries(of: id, at: position) }
        for target in acknowledged.succeeded {
            expect(claimed[target] == nil, "claimed again: \(target)")
        }
        checkWholeness()
        try checkOrders()
        try await checkKeys()
    }

    private func expect(_ isFine: Bool, _ problem: @autoclosure () -> String) {
        if !isFine { problems.append(problem()) }
    }

    // MARK: Reading

    private func readLogs() async throws {
        for receiver in Contents.Receiver.allCases {
            var query = LogQuery(webhookID: try Webhook.ID(receiver.rawValue), scope: scope)
            repeat {
                let page = try await store.log(query)
                for entry in page.entries {
                    let target = Target(
                        webhook: receiver.rawValue,
                        event: "\(entry.event.event.id)"
                    )
                    expect(
                        logs.updateValue(entry, forKey: target) == nil,
                        "twice in log: \(target)"
                    )
                    checkContent(entry.event)
                    let numbers = entry.attempts.map(\.number)
                    expect(
                        numbers == Array((1...max(1, numbers.count)).reversed()),
                        "attempts of \(target): \(numbers)"
                    )
                }
                query.cursor = page.next
            } while query.cursor != nil
        }
    }

    /// Claims some; false when nothing is due any more.
    @discardableResult
    private func claim() async throws -> Bool {
        let request = ClaimRequest(owner: try WorkerID("wrk_verifier"), limit: 50, isIdle: true)
        let claim = try await store.claim(request)
        expect(claim.parked == 0 && !claim.hasSuspects, "parked or suspect: \(claim)")
        guard !claim.deliveries.isEmpty else {
            expect(claim.nextDue == nil, "more is due in \(String(describing: claim.nextDue))")
            return false
        }
        for delivery in claim.deliveries {
            let target = Target(
                webhook: "\(delivery.webhook.id)",
                event: "\(delivery.event.event.id)"
            )
            expect(
                claimed.updateValue(delivery, forKey: target) == nil,
                "two deliveries: \(target)"
            )
            checkContent(delivery.event)
        }
        return true
    }

    // MARK: Judging

    /// That it is an event which the run has made, byte by byte.
    private func checkContent(_ stored: StoredEvent) {
        let id = stored.event.id
        guard acknowledged.tried.contains(where: { $0.contains(id.string) }),
            let number = Contents.number(of: id)
        else { return problems.append("unknown event \(id)") }
        expect((try? Contents.event(number)) == stored.event, "other content: \(id)")
        if let position = acknowledged.positions[id.string] {
            expect(stored.position.number == position, "\(id) moved to \(stored.position)")
        }
    }

    /// That each delivery waits or is in the log, as far as what was settled.
    private func checkDeliveries(of id: String, at position: Int64) {
        guard let eventID = try? Event.ID(id), let number = Contents.number(of: eventID) else {
            return problems.append("unknown acknowledged event \(id)")
        }
        for receiver in Contents.receivers(of: number) {
            let target = Target(webhook: receiver.rawValue, event: id)
            let entry = logs[target]
            let isDone = entry?.status == .success
            if let said = acknowledged.attempts[target], receiver != .short {
                expect(entry.map { $0.attempts.count >= said } == true, "attempts lost: \(target)")
            }
            if acknowledged.succeeded.contains(target) {
                // A short log has dropped its older entries.
                expect(isDone || receiver == .short, "settlement lost: \(target)")
            } else if receiver != .short || entry != nil {
                expect(isDone != (claimed[target] != nil), "delivery lost or open twice: \(target)")
            } else {
                // Its success may have been stored, unsaid, and its log entry dropped since.
                expect(claimed[target] != nil || mayBePruned(number), "delivery lost: \(target)")
            }
        }
    }

    /// Whether the run may have got as far as cutting the log.
    private func mayBePruned(_ number: Int) -> Bool {
        let last = Contents.id(Contents.pruned.upperBound)
        return acknowledged.tried.contains([last]) && Contents.pruned.contains(number)
    }

    /// That of every call all events are there or none.
    private func checkWholeness() {
        let seen = Set(logs.keys.map(\.event)).union(claimed.keys.map(\.event))
        for group in acknowledged.tried {
            let found = group.filter(seen.contains)
            expect(found.isEmpty || found.count == group.count, "half of \(group): \(found)")
        }
    }

    /// That there is an event for every order, and none without one.
    private func checkOrders() throws {
        guard let orders = try orders?.all() else { return }
        let seen = Set(logs.keys.map(\.event)).union(claimed.keys.map(\.event))
        expect(acknowledged.ordered.isSubset(of: orders), "orders lost: \(orders)")
        for number in Contents.ordered {
            let id = Contents.id(number)
            expect(seen.contains(id) == orders.contains(id), "half of the order \(id)")
        }
    }

    private func checkWebhooks() async throws {
        let records = try await store.webhooks(WebhookQuery(scope: scope))
        let found = Set(records.map(\.id.string))
        let known = Set(Contents.Receiver.allCases.map(\.rawValue))
        expect(acknowledged.inserted.isSubset(of: found), "webhooks lost: \(found)")
        expect(found.isSubset(of: known), "unknown webhooks: \(found)")
        for record in records {
            guard let said = acknowledged.revisions[record.id.string] else { continue }
            let (now, name) = (record.webhook.revision, record.webhook.name)
            expect(now >= said.number, "\(record.id) went back to revision \(now)")
            expect(now > said.number || name == said.name, "\(record.id) is called \(name)")
        }
    }

    /// That keys still stand for their events; last, since what was lost would be stored by it.
    private func checkKeys() async throws {
        for (id, position) in acknowledged.positions {
            guard let number = Contents.number(of: try Event.ID(id)),
                !Contents.pruned.contains(number)
            else { continue }
            let again = try await store.append([try Contents.event(number)]).first
            expect(again?.isDuplicate == true, "event lost: \(id)")
            expect(again?.position.number == position, "\(id) is at another position")
        }
    }
}
