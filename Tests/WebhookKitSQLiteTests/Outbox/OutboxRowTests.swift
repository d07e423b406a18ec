#if os(macOS) || os(Linux)
import Testing
import WebhookKit
import WebhookKitSQLite

@testable import Crasher

/// Whoever can write the outbox's table by hand can publish what publishing would take, and nothing
/// else (B-5, Fault 77).
struct OutboxRowTests {
    /// Changes of a row that is an event.
    static let changes = [
        "audience = 'wh_1'", "audience = ''", "key = ''", "key = printf('%.*c', 257, 'k')",
        "organization = ''", "environment = printf('%.*c', 5000, 'e')", "type = 'no type!'",
        "id = 'no id!'", "id = 'evt_other'", "type = 'OTHER_TYPE'", "occurred_at = 5",
        "occurred_at = 9223372036854775807", "occurred_at = -9223372036854775808",
        "data_offset = 0", "data_offset = -1", "data_offset = 9223372036854775807",
        "data_offset = -9223372036854775808",
        "data_offset = length(body) - 1", "body = x''", "body = x'7B7D'",
        "body = CAST(replace(CAST(body AS TEXT), '\"data\":1', '\"data\":x') AS BLOB)",
        "body = CAST(replace(CAST(body AS TEXT), '\"data\":1', '\"data\":1,\"data\":2') AS BLOB)",
        "body = zeroblob(100000000)",
        "body = CAST(substr(CAST(body AS TEXT), 1, length(body) - 1) || printf('%.*c', 262144, '1') "
            + "|| '}' AS BLOB)",
    ]

    @Test(arguments: changes)
    func aRowThatIsNoEventIsPassedOverAndSaid(_ change: String) async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        let (bad, good) = try (shop.event("1"), shop.event("2"))
        try host.run("BEGIN IMMEDIATE")
        try host.publish(bad, in: shop.outbox)
        try host.run("UPDATE hook_outbox SET \(change)")
        try host.publish(good, in: shop.outbox)
        try host.run("COMMIT")
        #expect(await shop.arrived() == [good.body])
        let problem = try host.run("SELECT problem FROM hook_outbox")
        #expect(problem.count == 1 && problem != ["NULL"])
        let faults = try await shop.service.health().backlog.faults
        #expect(faults.map(\.table) == ["hook_outbox"])
        #expect(faults.map(\.problem) == problem)
    }

    /// A row that stays for people to look at keeps nobody from its key and its id.
    @Test func aProblemKeepsNeitherKeyNorID() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        let bad = try shop.event("1", key: "order-1", id: "evt_order")
        try host.publish(bad, in: shop.outbox)
        try host.run("UPDATE hook_outbox SET data_offset = 0")
        _ = await shop.arrived()
        let good = try shop.event("2", key: "order-1", id: "evt_order")
        #expect(try host.publish(good, in: shop.outbox).isDuplicate == false)
        #expect(try host.publish(good, in: shop.outbox).isDuplicate)
        #expect(await shop.arrived() == [good.body])
        #expect(try host.publish(good, in: shop.outbox).isDuplicate)
    }

    /// SQLite chooses numbers at random behind the largest one, and draining goes by them.
    @Test(arguments: [.max, .max - 1, 1 << 40, -1, 0] as [Int64])
    func aGivenNumberIsIgnored(_ number: Int64) async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        let events = try (1...9).map { try shop.event("\($0)") }
        try host.run("BEGIN IMMEDIATE")
        try host.publish(events[0], in: shop.outbox)
        let given = shop.outbox.statement(for: events[1])
        try host.run(
            given.sql.replacing("(organization", with: "(number, organization")
                .replacing("(?1", with: "(\(number), ?1"),
            given.values
        )
        for event in events[2...] { try host.publish(event, in: shop.outbox) }
        try host.run("COMMIT")
        let ids = try host.run("SELECT id FROM hook_outbox ORDER BY number")
        #expect(ids == events.map(\.id.string))
        #expect(try host.run("SELECT max(number) FROM hook_outbox") == ["9"])
        #expect(Set(await shop.arrived()) == Set(events.map(\.body)))
    }

    /// Also one that somebody has changed afterwards, and that stays for its problem.
    @Test func aLargeNumberThatStaysDoesNotTouchTheOrder() async throws {
        let shop = try await Shop()
        let host = try shop.connect()
        try host.publish(try shop.event("0"), in: shop.outbox)
        try host.run("UPDATE hook_outbox SET number = 9223372036854775807, data_offset = 0")
        _ = await shop.arrived()
        let events = try (1...9).map { try shop.event("\($0)") }
        try host.run("BEGIN IMMEDIATE")
        for event in events { try host.publish(event, in: shop.outbox) }
        try host.run("COMMIT")
        let ids = try host.run(
            "SELECT id FROM hook_outbox WHERE problem IS NULL ORDER BY number"
        )
        #expect(ids == events.map(\.id.string))
    }

    @Test func theLimitIsTheConfigurations() async throws {
        let shop = try await Shop { $0.outboxEventBytes = 10 }
        let host = try shop.connect()
        let (small, large) = try (shop.event("1234567890"), shop.event("12345678901"))
        try host.publish(large, in: shop.outbox)
        try host.publish(small, in: shop.outbox)
        #expect(await shop.arrived() == [small.body])
    }
}
#endif
