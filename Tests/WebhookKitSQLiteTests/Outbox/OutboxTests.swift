#if os(macOS) || os(Linux)
import Testing
import WebhookKit
import WebhookKitSQLite

@testable import Crasher

/// Publishing on the host's raw handle, in its transaction (B-5).
struct OutboxTests {
    @Test func whatWasCommittedArrivesOnce() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        let event = try shop.event(#"{"item":"tea"}"#, key: "order-1")
        try host.run("BEGIN IMMEDIATE")
        try host.run("INSERT INTO orders VALUES ('tea')")
        let receipt = try host.publish(event, in: shop.outbox)
        #expect(receipt == .init(id: event.id, isDuplicate: false))
        // Nobody else sees it yet, the store included.
        #expect(try shop.connect().count("hook_outbox") == 0)
        try host.run("COMMIT")
        #expect(await shop.arrived() == [event.body])
        #expect(await shop.arrived() == [event.body])
        #expect(try host.count("orders") == 1)
        #expect(try host.count("hook_outbox") == 0)
    }

    @Test func aRollbackLeavesNothing() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        try host.run("BEGIN")
        try host.run("INSERT INTO orders VALUES ('tea')")
        try host.publish(try shop.event(key: "order-1"), in: shop.outbox)
        try host.run("ROLLBACK")
        #expect(await shop.arrived().isEmpty)
        #expect(try host.count("orders") == 0)
        // Nor is the key used.
        let event = try shop.event("[2]", key: "order-1")
        #expect(try !host.publish(event, in: shop.outbox).isDuplicate)
        #expect(await shop.arrived() == [event.body])
    }

    @Test func aSavepointTakesBackItsOwnEventsOnly() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        let kept = try shop.event("1")
        try host.run("BEGIN IMMEDIATE")
        try host.publish(kept, in: shop.outbox)
        try host.run("SAVEPOINT attempt")
        try host.publish(try shop.event("2"), in: shop.outbox)
        try host.run("ROLLBACK TO attempt")
        try host.run("COMMIT")
        #expect(await shop.arrived() == [kept.body])
    }

    @Test func eventsKeepTheOrderOfTheTransaction() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        let events = try (0..<50).map { try shop.event("\($0)") }
        try host.run("BEGIN IMMEDIATE")
        for event in events { try host.publish(event, in: shop.outbox) }
        try host.run("COMMIT")
        #expect(Set(await shop.arrived()) == Set(events.map(\.body)))
        let order = try host.run("SELECT id FROM hook_events ORDER BY position")
        #expect(order == events.map(\.id.string))
    }

    @Test func withoutATransactionTheInsertIsOne() async throws {
        let shop = try await Shop()
        let event = try shop.event()
        try shop.connect().publish(event, in: shop.outbox)
        #expect(await shop.arrived() == [event.body])
    }

    @Test func theLargestEventFits() async throws {
        let shop = try await Shop()
        let event = try shop.event("\"" + String(repeating: "x", count: 256 << 10 - 2) + "\"")
        try shop.connect().publish(event, in: shop.outbox)
        #expect(await shop.arrived() == [event.body])
    }

    /// The core alone names a receiver, for test sends: it would get events while it is inactive.
    /// Fault 77.
    @Test func anEventForOneWebhookIsNoneOfTheHosts() async throws {
        let shop = try await Shop()
        let other = try await shop.webhook("other")
        let plain = try shop.event()
        let event = Event(
            restoring: plain.id,
            scope: plain.scope,
            type: plain.type,
            occurredAt: plain.occurredAt,
            body: plain.body,
            dataOffset: plain.dataOffset,
            idempotencyKey: nil,
            audience: .only(other.id)
        )
        try shop.connect().publish(event, in: shop.outbox)
        #expect(await shop.arrived(at: "other").isEmpty)
        #expect(await shop.arrived().isEmpty)
        #expect(try await shop.store.backlog().faults.count == 1)
    }

    /// Nobody need wait for the dispatcher's next look.
    @Test(.timeLimit(.minutes(15))) func aCommitWakesTheDispatcher() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        var changes = shop.store.changes().makeAsyncIterator()
        let event = try shop.event()
        try host.run("BEGIN IMMEDIATE")
        try host.publish(event, in: shop.outbox)
        try host.run("COMMIT")
        #expect(await changes.next() != nil)
        #expect(await shop.arrived() == [event.body])
    }

    /// A driver that has no handle to give runs the statement itself.
    @Test func aPlainStatementPublishes() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        let event = try shop.event(#"{"item":"tea"}"#, key: "order-1")
        let again = try shop.event(#"{"item":"tea"}"#, key: "order-1")
        try host.run("BEGIN IMMEDIATE")
        #expect(try host.run(shop.outbox.statement(for: event)) == 1)
        #expect(try host.run(shop.outbox.statement(for: again)) == 0)
        try host.run("COMMIT")
        #expect(await shop.arrived() == [event.body])
        #expect(try host.run(shop.outbox.statement(for: again)) == 0)
        let other = try shop.event("[]", key: "order-1")
        #expect { try host.run(shop.outbox.statement(for: other)) } throws: { error in
            (error as? HostDatabase.Problem)?.message.hasPrefix("webhookkit: ") == true
        }
    }

    /// Hosts that do not trust schemas may publish, and so may those with foreign keys on.
    @Test func aCautiousHostMayPublish() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        try host.run("PRAGMA trusted_schema = OFF")
        try host.run("PRAGMA foreign_keys = ON")
        try host.run("PRAGMA recursive_triggers = ON")
        let event = try shop.event(key: "order-1")
        try host.publish(event, in: shop.outbox)
        #expect(try host.publish(event, in: shop.outbox).isDuplicate)
        #expect(await shop.arrived() == [event.body])
    }
}
#endif
