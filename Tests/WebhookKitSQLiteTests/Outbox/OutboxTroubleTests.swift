#if os(macOS) || os(Linux)
import Testing
import WebhookKit
import WebhookKitCSQLite
import WebhookKitSQLite

@testable import Crasher

/// What the outbox says when the host's connection cannot take an event (B-6).
struct OutboxTroubleTests {
    @Test(arguments: ["", "2026-01-01 00:00:00 0123456789abcdef"])
    func aHandleOfAnotherCopyIsNotTouched(sourceID: String) async throws {
        let shop = try await Shop()
        let event = try shop.event()
        // Touching it would end the process.
        let handle = try unsafe #require(OpaquePointer(bitPattern: 8))
        #expect {
            try unsafe shop.outbox.publish(event, on: handle, sourceID: sourceID)
        } throws: { error in
            let error = error as? StoreError
            return error?.code == .unavailable && error?.message.hasPrefix("sourceID: ") == true
        }
    }

    @Test func aFileWithoutTheTablesIsNamed() async throws {
        let shop = try await Shop()
        let host = try HostDatabase(path: ":memory:")
        #expect { try host.publish(try shop.event(), in: shop.outbox) } throws: { error in
            let error = error as? StoreError
            return error?.code == .unavailable
                && error?.message.contains("open a SQLiteWebhookStore there first") == true
        }
    }

    @Test(arguments: ["", "9lives", "Hook_", "a b", "sqlite_x"])
    func aMalformedPrefixIsRefused(prefix: String) {
        #expect(throws: StoreError.self) { try SQLiteOutbox(tables: .prefixed(prefix)) }
    }

    @Test func aLockedFileIsBusy() async throws {
        let shop = try await Shop()
        let (host, other) = try (shop.connect(waits: false), shop.connect())
        let event = try shop.event()
        try other.run("BEGIN IMMEDIATE")
        #expect { try host.publish(event, in: shop.outbox) } throws: { error in
            (error as? StoreError)?.code == .busy
        }
        try other.run("COMMIT")
        try other.publish(event, in: shop.outbox)
        #expect(await shop.arrived() == [event.body])
    }

    /// Waiting would not help here, so the error says what does.
    @Test func aTransactionThatReadTooEarlyIsToldToBeginImmediate() async throws {
        let shop = try await Shop()
        let (host, other) = try (shop.connect(), shop.connect())
        let event = try shop.event()
        try host.run("BEGIN")
        #expect(try host.count("orders") == 0)
        try other.run("INSERT INTO orders VALUES ('tea')")
        #expect { try host.publish(event, in: shop.outbox) } throws: { error in
            let error = error as? StoreError
            return error?.code == .busy && error?.message.contains("BEGIN IMMEDIATE") == true
        }
        try host.run("ROLLBACK")
        try host.run("BEGIN IMMEDIATE")
        try host.publish(event, in: shop.outbox)
        try host.run("COMMIT")
        #expect(await shop.arrived() == [event.body])
    }

    @Test func aFullFileIsFull() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        let event = try shop.event("\"" + String(repeating: "x", count: 100_000) + "\"")
        try host.run("PRAGMA max_page_count = 1")
        try host.run("BEGIN IMMEDIATE")
        #expect { try host.publish(event, in: shop.outbox) } throws: { error in
            let error = error as? StoreError
            let isOpen = unsafe sqlite3_get_autocommit(host.handle) == 0
            return error?.code == .full
                && error?.message.contains("rolled the whole transaction back") == !isOpen
        }
        _ = try? host.run("ROLLBACK")
        try host.run("PRAGMA max_page_count = 1000000")
        try host.publish(event, in: shop.outbox)
        #expect(await shop.arrived() == [event.body])
    }

    /// What the host executes next would commit by itself, so it must know.
    @Test func aTransactionThatIsGoneIsSaidToBe() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        try host.run(
            """
            CREATE TEMP TRIGGER refusal BEFORE INSERT ON hook_outbox
            BEGIN SELECT RAISE(ROLLBACK, 'no'); END
            """
        )
        try host.run("BEGIN IMMEDIATE")
        try host.run("INSERT INTO orders VALUES ('tea')")
        #expect { try host.publish(try shop.event(), in: shop.outbox) } throws: { error in
            (error as? StoreError)?.message.contains("rolled the whole transaction back") == true
        }
        #expect(unsafe sqlite3_get_autocommit(host.handle) != 0)
        #expect(try host.count("orders") == 0)
        #expect(await shop.arrived().isEmpty)
    }

    @Test func aReadOnlyConnectionIsUnavailable() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        try host.run("PRAGMA query_only = ON")
        #expect { try host.publish(try shop.event(), in: shop.outbox) } throws: { error in
            (error as? StoreError)?.code == .unavailable
        }
    }
}
#endif
