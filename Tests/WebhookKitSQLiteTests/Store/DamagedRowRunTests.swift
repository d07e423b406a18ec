import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// Random runs in which rows of one tenant are damaged, or written by a newer version, again and again:
/// every call works, and the other tenant gets all of its events (B-6, Fault 58).
struct DamagedRowRunTests {
    /// What becomes of one row; `?` stands for the row that is chosen.
    private static let damages = [
        // A flipped byte, and a case that a newer version has stored.
        "UPDATE webhooks SET version = version + 1, record = x'7B' WHERE number = (\(webhook))",
        """
        UPDATE webhooks SET version = version + 1, record =
            CAST(replace(CAST(record AS TEXT), 'envelope', 'protobuf') AS BLOB)
        WHERE number = (\(webhook))
        """,
        "UPDATE queues SET waiting = -5, manual = -1 WHERE webhook = (\(webhook))",
        "UPDATE queues SET responsiveness = 9 WHERE webhook = (\(webhook))",
        "DELETE FROM queues WHERE webhook = (\(webhook))",
        "UPDATE deliveries SET status = 77 WHERE number = (\(delivery))",
        "UPDATE deliveries SET attempts = -1 WHERE number = (\(delivery))",
        "UPDATE deliveries SET id = 'no id!' WHERE number = (\(delivery))",
        "UPDATE deliveries SET due = 9223372036854775807 WHERE number = (\(delivery))",
        "UPDATE events SET type = 'no type!' WHERE position = (\(delivery)) / 65536",
        "UPDATE events SET audience = 'no id!' WHERE position = (\(delivery)) / 65536",
        "DELETE FROM bodies WHERE position = (\(delivery)) / 65536",
        "UPDATE leases SET owner = 'no id!' WHERE number = (\(delivery))",
        "UPDATE scopes SET environment = '' WHERE organization = 'one'",
        "UPDATE store SET waiting = -1, leased = 1 << 60",
    ]

    private static let webhook = """
        SELECT w.number FROM webhooks w JOIN scopes s ON s.number = w.scope
        WHERE s.organization = 'one' ORDER BY w.number LIMIT 1 OFFSET ?
        """

    private static let delivery = """
        SELECT d.number FROM deliveries d JOIN events e ON e.position = d.number / 65536
        JOIN scopes s ON s.number = e.scope
        WHERE s.organization = 'one' ORDER BY d.number DESC LIMIT 1 OFFSET ?
        """

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func theOtherTenantGetsEverything(seed: UInt64) async throws {
        let random = SeededRandom(seed: seed)
        let test = try await TestStore()
        var trial = test.trial
        for id in ["wh_1", "wh_2", "wh_3"] {
            try await trial.insert(id, in: "one") { $0.flow.isOrdered = id == "wh_3" }
        }
        try await trial.insert("wh_4", in: "two")
        var owed: Set<String> = []
        for step in 0..<60 {
            switch random.next() % 8 {
            case 0, 1:
                try await trial.publish("evt_\(step)", in: "two")
                owed.insert("evt_\(step)")
            case 2, 3: _ = try? await trial.publish("evt_\(step)", in: "one")
            case 4: try await trial.maintain()
            case 5 where random.next() % 4 == 0:
                await (trial.store as? SQLiteWebhookStore)?.close()
                trial = try await test.another()
            case 5, 6:
                let damage = Self.damages[Int(random.next() % UInt64(Self.damages.count))]
                // A constraint may forbid it: then it cannot come about.
                try? RawDatabase(test.path).execute(
                    damage.split(separator: "?", omittingEmptySubsequences: false)
                        .joined(separator: "\(random.next() % 3)")
                )
            default: try await work(through: trial, &owed)
            }
            test.clock.advance(by: .seconds(1))
        }
        for _ in 0..<200 where !owed.isEmpty {
            try await work(through: trial, &owed)
            test.clock.advance(by: .seconds(10))
        }
        #expect(owed.isEmpty, "seed \(seed)")
        _ = try await trial.store.backlog()
        _ = try await trial.store.remove(.organization(try Organization("one")))
        try await trial.maintain()
    }

    private func work(through trial: StoreTrial, _ owed: inout Set<String>) async throws {
        // As a dispatcher asks.
        let request = ClaimRequest(
            owner: try WorkerID("wrk_1"),
            limit: 16,
            scopeLimit: 8,
            isIdle: true
        )
        for claimed in try await trial.store.claim(request).deliveries {
            try await trial.settle(claimed, .succeeded)
            owed.remove(claimed.event.event.id.string)
        }
    }
}
