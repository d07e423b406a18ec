import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// What another connection commits reaches a store's stream; nobody polls for it here.
struct ForeignWorkTests {
    /// B-4.
    @Test(.timeLimit(.minutes(15))) func anotherStoresEventIsTold() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        let other = try await test.another()
        var changes = test.store.changes().makeAsyncIterator()
        try await other.publish("evt_1")
        #expect(await changes.next() != nil)
        #expect(try await test.trial.claim().eventIDs == ["evt_1"])
    }

    @Test(.timeLimit(.minutes(15))) func aRowInTheOutboxIsTold() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        let host = try RawDatabase(test.path)
        var changes = test.store.changes().makeAsyncIterator()
        let type = EventType.conversationCreated
        let event = try StoreFixtures.event("evt_1", type: type, scope: test.trial.scope())
        let body = event.body.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        try host.execute(
            """
            INSERT INTO outbox (organization, environment, id, type, occurred_at, data_offset, body)
            VALUES ('kit', '\(event.scope.environment.name)', 'evt_1', '\(type.name)',
                \(event.occurredAt.millisecondsSinceEpoch), \(event.dataOffset),
                x'\(body.joined())')
            """
        )
        #expect(await changes.next() != nil)
        #expect(try await test.trial.claim().eventIDs == ["evt_1"])
    }

    /// Settling, claiming in vain and housekeeping make no work: otherwise processes would keep one
    /// another awake.
    @Test(.timeLimit(.minutes(15))) func whatMakesNoWorkIsNotTold() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        let other = try await test.another()
        let claimed = try await other.claimOne("the event")
        // Sees that there is another holder of leases now; who listened then is told after the answer,
        // so before the second one.
        _ = try await test.trial.claim()
        _ = try await test.trial.claim()
        let stream = test.store.changes()
        try await other.settle(claimed, .succeeded)
        _ = try await other.claim()
        try await other.maintain()
        // The file is quiet now; this is seen first if nothing was told before.
        _ = try await test.store.backlog()
        await test.store.close()
        var count = 0
        for await _ in stream { count += 1 }
        #expect(count == 0)
    }

    @Test(.timeLimit(.minutes(15))) func closingEndsTheStreams() async throws {
        let test = try await TestStore()
        var changes = test.store.changes().makeAsyncIterator()
        await test.store.close()
        #expect(await changes.next() == nil)
    }
}
