import WebhookKit
import WebhookKitTesting

extension ReopeningFault {
    static let records = [
        ReopeningFault("secrets are cut", breaks: .reopeningKeepsWebhooks) { store, _ in
            store.changeRecords { record in
                guard record.secrets.bytes.count == 3 else { return }
                record.secrets = SealedSecrets(bytes: [0])
            }
        },
        ReopeningFault("a pause ends the outage", breaks: .reopeningKeepsHealth) { store, _ in
            store.changeRecords { record in
                if case .paused = record.health.state { record.health.state = .paused(nil) }
            }
        },
        ReopeningFault("skips are not counted on", breaks: .reopeningKeepsSkipCounts) { store, _ in
            store.changeRecords { $0.skippedEvents = min($0.skippedEvents, 2) }
        },
        ReopeningFault("earlier attempts are lost", breaks: .reopeningKeepsLogs) { store, _ in
            store.onLog = { store, query in
                var page = try await store.log(query)
                for index in page.entries.indices {
                    page.entries[index].attempts = Array(page.entries[index].attempts.prefix(1))
                }
                return page
            }
        },
        ReopeningFault("acknowledgements are lost", breaks: .reopeningKeepsNotices) { store, _ in
            store.onNotices = { store, request in
                var request = request
                request.acknowledging = []
                return try await store.notices(request)
            }
        },
        ReopeningFault("removed webhooks return", breaks: .reopeningKeepsWebhooksRemoved) {
            store,
            _ in
            guard try await store.inner.webhooks(WebhookQuery(scope: kit)).isEmpty else { return }
            let record = try StoreFault.record(Webhook.ID("wh_a"), in: kit)
            _ = try await store.inner.insert(record, limit: 50)
        },
        ReopeningFault("removed keys return", breaks: .reopeningKeepsOrganizationsRemoved) {
            store,
            _ in
            _ = try await store.inner.append([try event(in: "other")])
        },
    ]

    static let housekeeping = [
        ReopeningFault("opening is an append", breaks: .reopeningKeepsTheRecoveryWindow) {
            store,
            _ in
            guard try await store.first() == nil else { return }
            store.onMaintain = { store, request in
                var request = request
                request.recoveryWindow *= 2
                return try await store.maintain(request)
            }
        },
        ReopeningFault("only the append counts", breaks: .reopeningKeepsWhenDeliveriesEnded) {
            store,
            _ in
            guard try await store.first() != nil else { return }
            store.onMaintain = { store, request in
                var request = request
                request.recoveryWindow -= .seconds(40_000)
                return try await store.maintain(request)
            }
        },
        ReopeningFault("pruned events return", breaks: .reopeningKeepsEventsPruned) { store, _ in
            guard let record = try await store.first(), record.webhook.events == [.taskCreated]
            else { return }
            _ = try await store.inner.append([try event(in: "kit")])
        },
        ReopeningFault("logs hold no event", breaks: .reopeningKeepsLoggedEvents) { store, _ in
            store.onMaintain = { store, request in
                var report = try await store.maintain(request)
                let log = LogQuery(webhookID: try Webhook.ID("wh_a"), scope: kit)
                let entries = try await store.log(log).entries
                report.pruned += entries.count { $0.event.event.id.string == "evt_1" }
                return report
            }
        },
        ReopeningFault("what waits for days is dropped", breaks: .reopeningKeepsOpenEvents) {
            store,
            _ in
            store.onClaim = { store, request in
                var claim = try await store.claim(request)
                claim.deliveries.removeAll { claimed in
                    (claimed.sinceFirstAttempt ?? .zero) > .seconds(2 * 86400)
                }
                return claim
            }
        },
        ReopeningFault("a second opening loses logs", breaks: .reopeningKeepsEverything) {
            store,
            opening in
            guard opening.count == 2 else { return }
            store.onLog = { _, _ in LogPage() }
        },
        ReopeningFault(
            "compaction cuts bodies",
            breaks: .reopeningAfterMuchTrafficKeepsEverything
        ) { store, opening in
            store.changeClaims { claimed in
                let count = claimed.event.event.data.count
                guard (20_000..<100_000).contains(count) else { return claimed }
                return claimed.cut(at: opening.clock.now)
            }
        },
    ]
}
