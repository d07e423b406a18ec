import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// One row that cannot be read stops neither deliveries nor publishing nor housekeeping of others.
struct DamagedRowTests {
    @Test(
        arguments: [
            "UPDATE events SET id = 'no id!' WHERE position = 1",
            "UPDATE events SET type = '' WHERE position = 1",
            "UPDATE deliveries SET attempts = 9223372036854775807 WHERE number / 65536 = 1",
            "UPDATE webhooks SET record = x'00' WHERE id = 'wh_1'",
            "UPDATE queues SET waiting = -9223372036854775807 WHERE webhook = 2",
            "UPDATE events SET deliveries = 9223372036854775807 WHERE position = 1",
        ],
        [false, true]
    )
    func othersAreDelivered(_ fault: String, isOrdered: Bool) async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1", in: "one") { $0.flow.isOrdered = isOrdered }
        try await test.trial.insert("wh_2", in: "two")
        try await test.trial.publish("evt_1", in: "one")
        try await test.trial.publish("evt_2", in: "two")
        try RawDatabase(test.path).execute(fault)

        #expect(try await test.trial.claim().eventIDs.contains("evt_2"))
        try await test.trial.publish("evt_3", in: "two")
        #expect(try await test.trial.claim().eventIDs.contains("evt_3"))
        _ = try await test.store.maintain(MaintenanceRequest())
    }

    @Test func anExpiredLeaseThatCannotBeReadIsSetAside() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1", "evt_2")
        _ = try await test.trial.claim(limit: 1)
        try RawDatabase(test.path).execute("UPDATE leases SET owner = ''")
        test.clock.advance(by: .seconds(61))
        let claim = try await test.trial.claim()
        #expect(claim.eventIDs == ["evt_2"])
        #expect(claim.parked == 1)
        #expect(try await test.store.backlog().leased == 1)
    }

    @Test func aRefusedEventChangesNothing() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        let first = try await test.trial.publish("evt_1")
        try await test.trial.changeHealth("wh_1", .deactivate(.manual))
        let error = await #expect(throws: StoreError.self) { try await test.trial.publish("evt_1") }
        #expect(error?.code == .conflict)
        #expect(try await test.trial.record("wh_1").skippedEvents == 0)
        let next = try await test.trial.publish("evt_2")
        #expect(next[0].position.number == first[0].position.number + 1)
    }

    /// A delivery that was leased when its queue became void, and its webhook was removed then.
    @Test func whatWasLeasedOfARemovedWebhookIsPrunedToo() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        _ = try await test.trial.claim()
        try await test.trial.changeHealth("wh_1", .deactivate(.manual))
        try await test.trial.maintain()
        _ = try await test.store.remove(.webhook(Webhook.ID("wh_1"), scope: test.trial.scope()))
        try await test.trial.maintain()
        test.clock.advance(by: .seconds(86401))
        #expect(try await test.trial.maintain().pruned == 1)
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }
}
