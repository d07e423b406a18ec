#if os(macOS) || os(Linux)
import Testing
import WebhookKit
import WebhookKitSQLite

@testable import Crasher

/// Idempotency keys and ids in the outbox hold as they do when publishing (E-6, B-5).
struct OutboxKeyTests {
    /// Where the event with the key is when another one comes.
    enum First: CaseIterable {
        case sameTransaction
        case waiting
        case drained
        case published
    }

    /// A shop that has an event, and a connection in a transaction that has written already.
    private func shop(
        with event: (Shop) throws -> Event,
        _ first: First
    ) async throws -> (Shop, HostDatabase, Event) {
        let shop = try await Shop()
        let event = try event(shop)
        let host = try shop.connect()
        switch first {
        case .sameTransaction: break
        case .waiting: try host.publish(event, in: shop.outbox)
        case .drained:
            try host.publish(event, in: shop.outbox)
            #expect(await shop.arrived() == [event.body])
        case .published:
            try await shop.service.publish(
                EventDraft(
                    event.type,
                    json: Array(event.data),
                    in: .default,
                    idempotencyKey: event.idempotencyKey?.string,
                    id: event.id,
                    occurredAt: event.occurredAt
                )
            )
        }
        try host.run("BEGIN IMMEDIATE")
        try host.run("INSERT INTO orders VALUES ('tea')")
        if first == .sameTransaction { try host.publish(event, in: shop.outbox) }
        return (shop, host, event)
    }

    @Test(arguments: First.allCases)
    func aRepeatedKeyStoresNothingAndGivesTheFirstID(first: First) async throws {
        let (shop, host, event) = try await shop(with: { try $0.event("[1]", key: "k") }, first)
        let receipt = try host.publish(try shop.event("[1]", key: "k"), in: shop.outbox)
        #expect(receipt == .init(id: event.id, isDuplicate: true))
        // The very same event again, as of a transaction that is run twice.
        #expect(try host.publish(event, in: shop.outbox).isDuplicate)
        try host.run("COMMIT")
        #expect(await shop.arrived() == [event.body])
    }

    @Test(arguments: First.allCases, [true, false])
    func aMisusedKeyIsRefusedAndTheTransactionGoesOn(first: First, isTypeOther: Bool) async throws {
        let (shop, host, event) = try await shop(with: { try $0.event("[1]", key: "k") }, first)
        let other =
            isTypeOther
            ? try shop.event("[1]", type: .taskClosed, key: "k") : try shop.event("[2]", key: "k")
        #expect { try host.publish(other, in: shop.outbox) } throws: { error in
            (error as? StoreError)?.code == .keyReused
        }
        try host.run("COMMIT")
        #expect(try host.count("orders") == 1)
        #expect(await shop.arrived() == [event.body])
    }

    @Test(arguments: First.allCases)
    func aTakenIDIsRefusedAndTheTransactionGoesOn(first: First) async throws {
        let (shop, host, event) = try await shop(with: { try $0.event("[1]", id: "mine") }, first)
        #expect { try host.publish(try shop.event("[1]", id: "mine"), in: shop.outbox) } throws: {
            error in (error as? StoreError)?.code == .conflict
        }
        try host.run("COMMIT")
        #expect(try host.count("orders") == 1)
        #expect(await shop.arrived() == [event.body])
    }

    @Test func publishingFindsAKeyThatWaitsInTheOutbox() async throws {
        let shop = try await Shop()
        let event = try shop.event("[1]", key: "k")
        try shop.connect().publish(event, in: shop.outbox)
        let again = EventDraft(
            .taskCreated,
            json: Array("[1]".utf8),
            in: .default,
            idempotencyKey: "k"
        )
        let publication = try await shop.service.publish(again)
        #expect(publication.isDuplicate)
        #expect(publication.id == event.id)
        let other = EventDraft(
            .taskCreated,
            json: Array("[2]".utf8),
            in: .default,
            idempotencyKey: "k"
        )
        await #expect { try await shop.service.publish(other) } throws: { error in
            (error as? StoreError)?.code == .keyReused
        }
        #expect(await shop.arrived() == [event.body])
    }

    @Test func keysAndIDsAreOfTheirScope() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        let scopes = [
            Scope.default, Scope(organization: try Organization("acme")),
            Scope(organization: .default, environment: .sandbox),
        ]
        for scope in scopes {
            let event = try shop.event(
                scope.description.debugDescription,
                key: "k",
                id: "mine",
                scope: scope
            )
            #expect(try !host.publish(event, in: shop.outbox).isDuplicate)
        }
        #expect(await shop.arrived().count == 1)
        for scope in scopes {
            let event = try shop.event(scope.description.debugDescription, key: "k", scope: scope)
            #expect(
                try host.publish(event, in: shop.outbox)
                    == .init(id: Event.ID("mine"), isDuplicate: true)
            )
        }
    }

    /// Keys and data are compared byte for byte.
    @Test(arguments: ["K", "k ", "k'", "ké", "ke\u{301}", "k\u{0}"])
    func aKeyIsItsBytes(key: String) async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        for known in ["k", "k\u{E9}e"] {
            try host.publish(try shop.event("1", key: known), in: shop.outbox)
        }
        #expect(try !host.publish(try shop.event("2", key: key), in: shop.outbox).isDuplicate)
        #expect(try host.publish(try shop.event("2", key: key), in: shop.outbox).isDuplicate)
    }
}
#endif
