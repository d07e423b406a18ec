import WebhookKit

/// What has become of the events, over all runs on the same store: the webhooks' logs tell.
struct Summary: CustomStringConvertible {
    private let publications: [Publication]
    private var delivered = 0
    private var attempts = 0
    private(set) var lost = 0

    init(_ publications: [Publication]) {
        self.publications = publications
    }

    var description: String {
        let earlier = publications.count { $0.isDuplicate }
        return "published \(publications.count)\(earlier > 0 ? " (\(earlier) earlier)" : ""), "
            + "delivered \(delivered), attempts \(attempts), lost \(lost)"
    }

    /// Prints the end of a webhook's log and counts all of it.
    ///
    /// Lost is what an active webhook should have got and has no success in its log, or what was
    /// delivered in this run and our receiver does not know.
    mutating func add(
        _ webhook: Webhook,
        _ webhooks: Webhooks,
        _ ledger: Ledger,
        _ receiver: Receiver
    ) async throws {
        say("\nLog of \"\(webhook.name)\"")
        var succeeded: Set<Event.ID> = []
        var page = try await webhooks.log(of: webhook.id, limit: 100)
        for entry in page.entries.prefix(10) { show(entry) }
        while true {
            for entry in page.entries {
                attempts += entry.attempts.count
                if entry.attempts.contains(where: { $0.failure == nil }) {
                    succeeded.insert(entry.event.event.id)
                }
            }
            guard let next = page.next else { break }
            page = try await webhooks.log(of: webhook.id, from: next, limit: 100)
        }
        delivered += succeeded.count

        let present = try await webhooks.webhook(webhook.id)
        if case .inactive(let deactivation) = present?.health.state {
            let since = deactivation.outage?.firstFailureAt.rfc3339 ?? "unknown"
            say("  deactivated: \(deactivation.reason), first failure at \(since)")
            return
        }
        let now = ledger.delivered(to: webhook.id)
        let received = receiver.received(by: webhook)
        for id in publications.map(\.id) {
            let hasArrived = !now.contains(id) || received?.contains(id.string) ?? true
            if !succeeded.contains(id) || !hasArrived { lost += 1 }
        }
    }

    private func show(_ entry: LogEntry) {
        let event = entry.event.event
        say("  \(entry.status.rawValue)  \(event.type)  \(event.id)")
        for attempt in entry.attempts {
            let outcome = attempt.response.map { "\($0.status)" } ?? attempt.failure?.kind.title
            say("    round \(attempt.round), attempt \(attempt.number): \(outcome ?? "")")
        }
    }
}
