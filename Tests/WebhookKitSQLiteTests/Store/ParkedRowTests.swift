import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// What cannot be read is parked, and people can get rid of it (D-13).
/// Fault 57.
struct ParkedRowTests {
    @Test func anUnreadableDeliveryIsToldListedAndCanBeDropped() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1", "evt_2")
        let host = try RawDatabase(test.path)
        try host.execute("UPDATE deliveries SET attempts = -1 WHERE number / 65536 = 1")
        let claim = try await test.trial.claim()
        #expect(claim.eventIDs == ["evt_2"])
        #expect(claim.parked == 1)
        for claimed in claim.deliveries { try await test.trial.settle(claimed, .succeeded) }

        let notices = try await test.store.notices(NoticeRequest(limit: 10))
        let scope = try test.trial.scope()
        let listed = try await test.store.parked(ParkedQuery(scope: scope)).deliveries
        let parked = try #require(listed.first)
        #expect(listed.count == 1)
        #expect(parked.reason == .unreadable)
        #expect(parked.webhookID.string == "wh_1")
        #expect(parked.eventID?.string == "evt_1")
        let told = ParkedDelivery(unreadable: parked.id, to: parked.webhookID)
        #expect(notices.map(\.kind) == [.parked(told)])

        await #expect(throws: StoreError.self) {
            try await test.store.requeue(.drop(parked.id, scope: try test.trial.scope("other")))
        }
        try await test.store.requeue(.drop(parked.id, scope: scope))
        #expect(try await test.store.parked(ParkedQuery(scope: scope)).deliveries == [])
        #expect(try await test.store.backlog().parked == [])
        test.clock.advance(by: .seconds(2 * 86_400))
        _ = try await test.store.maintain(MaintenanceRequest())
        #expect(try host.number("SELECT count(*) FROM events WHERE open <> 0") == 0)
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }
}
