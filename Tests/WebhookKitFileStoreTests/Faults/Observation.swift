import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// All that the interface of a store shows, in words that can be compared.
///
/// Most of it by hash values: descriptions by reflection would take most of the tests' time.
struct Observation: Sendable, Equatable {
    private(set) var facts: [String] = []

    /// Where two observations differ first; nil when they are equal.
    func difference(from expected: Observation) -> String? {
        for (mine, theirs) in zip(facts, expected.facts) where mine != theirs {
            return "got \(mine.prefix(700)), expected \(theirs.prefix(700))"
        }
        guard facts.count != expected.facts.count else { return nil }
        return "got \(facts.count) facts, expected \(expected.facts.count): "
            + (facts + expected.facts)[min(facts.count, expected.facts.count)].prefix(300)
    }

    /// Looks at everything, which ends all leases and delivers all that waits.
    ///
    /// - Parameter exactly: also the numbers that a repeated claim changes.
    init(
        of store: any WebhookStore,
        _ clock: ManualClock,
        exactly: Bool = true
    ) async throws {
        let worker = try Make.claim(by: "wrk_observer")
        // Longer than any lease, so that those of a living process end as those of a dead one.
        clock.advance(by: .seconds(7200))
        for scope in [Make.scope, Make.other] {
            for var record in try await store.webhooks(WebhookQuery(scope: scope)) {
                if !exactly { (record.nextStart, record.startRest) = (nil, .zero) }
                facts.append(
                    "webhook \(record.id) \(record.skippedEvents) \(record.nextStart.hashValue) "
                        + "\(record.startRest) \(record.health.hashValue) \(record.hashValue)"
                )
                let query = LogQuery(webhookID: record.id, scope: scope, limit: 1000)
                for entry in try await store.log(query).entries {
                    facts.append(
                        "log \(entry.event.event.id) \(entry.status) \(entry.attempts.count) "
                            + "\(entry.hashValue)"
                    )
                }
            }
        }
        for notice in try await store.notices(NoticeRequest(limit: 1000)) {
            facts.append("notice \(notice.id) \(notice.hashValue)")
        }
        try await observeChapters(of: store)
        try await observeDeliveries(of: store, worker, clock, exactly: exactly)
        try await observeEvents(of: store)
    }

    private mutating func observeChapters(of store: any WebhookStore) async throws {
        for table in ["one", "two"] {
            let query = try RowQuery(table: table, scope: Make.scope)
            for row in try await (store as? any RowStore)?.rows(query) ?? [] {
                facts.append("row \(row.id): \(String(decoding: row.value, as: UTF8.self))")
            }
        }
        // What was pruned is not the same wherever a power loss has taken it back.
        let page = try await (store as? any EventHistory)?
            .events(EventQuery(scope: Make.scope, limit: 0))
        facts.append("kept from \(page?.keptFrom?.number ?? 0)")
    }

    private mutating func observeDeliveries(
        of store: any WebhookStore,
        _ worker: ClaimRequest,
        _ clock: ManualClock,
        exactly: Bool
    ) async throws {
        var delivered: [String: [String]] = [:]
        for _ in 0..<1000 {
            let claim = try await store.claim(worker)
            if claim.deliveries.isEmpty {
                guard let next = claim.nextDue else { break }
                clock.advance(by: next)
            }
            for claimed in claim.deliveries {
                var fact =
                    "\(claimed.event.position) \(claimed.event.hashValue) \(claimed.delivery.kind)"
                    + " \(claimed.delivery.progress.failedRounds)"
                    + " \(claimed.delivery.progress.quickRetries)"
                    + " \(claimed.delivery.progress.attempts)"
                if exactly {
                    let progress = claimed.delivery.progress
                    fact += " \(claimed.lease.epoch) \(progress.expiredLeases)"
                    // Before the first attempt this very claim has set it.
                    if progress.attempts > 0 { fact += " \(progress.firstAttemptAt.hashValue)" }
                }
                delivered["\(claimed.webhook.id)", default: []].append(fact)
            }
            let settlements = claim.deliveries.map { Make.settlement($0, .succeeded) }
            let report = try await store.settle(SettleRequest(settlements: settlements))
            if report.results.contains(.fenced) { facts.append("a delivery was fenced") }
        }
        for (webhook, deliveries) in delivered.sorted(by: { $0.key < $1.key }) {
            // Only ordered webhooks promise an order.
            let facts = webhook == "wh_ordered" ? deliveries : deliveries.sorted()
            self.facts += facts.map { "delivery to \(webhook): \($0)" }
        }
        _ = try await store.maintain(
            MaintenanceRequest(limit: 100_000, recoveryWindow: .seconds(1e7))
        )
        let backlog = try await store.backlog()
        facts.append("backlog \(backlog.waiting) \(backlog.leased) \(backlog.parked.sorted())")
    }

    /// Publishes every key again: each is a duplicate of the first one, or new.
    private mutating func observeEvents(of store: any WebhookStore) async throws {
        let keys = [
            ("evt_1", 20, "k1"), ("evt_2", 20, "k2"), ("evt_4", 700, "k4"), ("evt_5", 1, "k5"),
            ("evt_5b", 1, "k5b"), ("evt_6", 30, "k6"), ("evt_large11", 9001, "kl11"),
            ("evt_large27", 9007, "kl27"), ("evt_8", 40, "k8"), ("evt_9", 10, "k9"),
            ("evt_last", 10, "k-last"),
        ]
        for (id, size, key) in keys {
            let publications = try await store.append([
                Make.event("\(id)_again", size: size, key: key)
            ])
            for publication in publications {
                facts.append(
                    "publishing \(key) again: \(publication.id) \(publication.position) "
                        + "\(publication.isDuplicate) \(publication.queued)"
                )
            }
        }
    }
}
