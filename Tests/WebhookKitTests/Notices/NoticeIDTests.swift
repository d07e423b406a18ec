import Testing
import WebhookKit
import WebhookKitTesting

/// A notice is stored once for a webhook, outage and kind; another webhook may have had its id.
@Suite struct NoticeIDTests {
    @Test func aWebhookInsertedAgainUnderItsIDIsToldOfToo() throws {
        let clock = ManualClock(now: Harness.start)
        let store = InMemoryWebhookStore(clock: clock)
        let id = try Webhook.ID("wh_1")
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        let stop = WebhookUpdate(
            id: id,
            scope: .default,
            expecting: nil,
            change: .health(.deactivate(.ownerDeactivated), rules: rules)
        )
        var told: Set<Notice.ID> = []
        for round in 1...2 {
            let webhook = Webhook(
                id: id,
                scope: .default,
                settings: Webhook.Settings(
                    name: "CRM",
                    url: try WebhookURL("https://crm.example/"),
                    events: .all
                ),
                createdAt: clock.now,
                modifiedAt: clock.now
            )
            let record = WebhookRecord(webhook: webhook, secrets: SealedSecrets(bytes: []))
            _ = try store.insert(record, limit: 50)
            _ = try store.update(stop)
            let notices = store.notices(NoticeRequest(limit: 10))
            told.formUnion(notices.map(\.id))
            #expect(notices.count == 1 && told.count == round)
            _ = store.notices(NoticeRequest(acknowledging: notices.map(\.id), limit: 10))
            _ = try store.remove(.webhook(id, scope: .default))
            clock.advance(by: .seconds(1))
        }
    }
}
