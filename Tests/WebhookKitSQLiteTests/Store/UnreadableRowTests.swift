import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// A row of any kind that this version cannot read is out of order alone, and said to be
/// (B-6, Fault 58).
struct UnreadableRowTests {
    /// What is broken, and how the place is told; nil where nothing stands any more.
    struct Fault: Sendable, CustomTestStringConvertible {
        let sql: String
        let table: String
        let row: String

        var testDescription: String { sql }

        init(_ sql: String, _ table: String, _ row: String) {
            (self.sql, self.table, self.row) = (sql, table, row)
        }
    }

    static let webhookFaults = [
        // A flipped byte.
        Fault(
            "UPDATE webhooks SET record = CAST('x' || CAST(record AS TEXT) AS BLOB)",
            "webhooks",
            "wh_1"
        ),
        // A case that a newer version has stored.
        Fault(
            """
            UPDATE webhooks SET record =
                CAST(replace(CAST(record AS TEXT), 'envelope', 'protobuf') AS BLOB)
            """,
            "webhooks",
            "wh_1"
        ),
        Fault(
            "UPDATE webhooks SET record = (SELECT record FROM webhooks WHERE id = 'wh_2')",
            "webhooks",
            "wh_1"
        ),
        // A state that a newer version has stored.
        Fault(
            """
            UPDATE webhooks SET health =
                CAST(replace(CAST(health AS TEXT), 'active', 'asleep') AS BLOB)
            """,
            "webhooks",
            "wh_1"
        ),
    ].map { Fault($0.sql + " WHERE id = 'wh_1'", $0.table, $0.row) }

    static let otherFaults = [
        Fault("UPDATE deliveries SET status = 77 WHERE number / 65536 = 1", "deliveries", "65536"),
        Fault(
            "UPDATE deliveries SET id = 'no id!' WHERE number = 65536",
            "deliveries",
            "65536"
        ),
        Fault("UPDATE events SET type = 'no type!' WHERE position = 1", "deliveries", "65536"),
        Fault("UPDATE events SET audience = 'no id!' WHERE position = 1", "events", "1"),
        Fault("DELETE FROM bodies WHERE position = 1", "bodies", "1"),
        Fault("UPDATE scopes SET environment = '' WHERE organization = 'one'", "scopes", "1"),
        Fault("UPDATE queues SET waiting = -5, manual = -1 WHERE webhook = 2", "queues", "2"),
        Fault("DELETE FROM queues WHERE webhook = 2", "queues", "2"),
        Fault("UPDATE store SET waiting = -1, leased = 1 << 60, turn = -1", "store", "1"),
        Fault("UPDATE store SET position = 0, last_id = 0, log_number = 0", "store", "1"),
        Fault("UPDATE store SET position = 1 << 60, catalog = -1, work = -1", "store", "1"),
    ]

    /// Two tenants; `wh_1` and an event of "one" are what is broken.
    private func broken(
        _ fault: Fault,
        isOrdered: Bool = false
    ) async throws -> (TestStore, StoreTrial) {
        let test = try await TestStore()
        try await test.trial.insert("wh_1", in: "one") { $0.flow.isOrdered = isOrdered }
        try await test.trial.insert("wh_2", in: "one")
        try await test.trial.insert("wh_3", in: "two")
        try await test.trial.publish("evt_1", in: "one")
        await test.store.close()
        try RawDatabase(test.path).execute(fault.sql)
        return (test, try await test.another())
    }

    private func expectSaid(_ fault: Fault, _ claim: Claim, stands: Bool, _ trial: StoreTrial)
        async throws
    {
        let told = claim.faults.contains { $0.table == fault.table && $0.row == fault.row }
        #expect(told, "\(claim.faults)")
        let faults = try await trial.store.backlog().faults
        let listed = faults.contains { $0.table == fault.table && $0.row == fault.row }
        // A delivery is parked, and listed among those.
        let isParked = try await !trial.store.backlog().parked.isEmpty
        #expect((listed || isParked) == stands, "\(faults)")
        // Once, not at every claim.
        #expect(try await trial.claim().faults == [])
    }

    @Test(arguments: webhookFaults, [false, true])
    func anUnreadableWebhookIsAlone(_ fault: Fault, isOrdered: Bool) async throws {
        let (test, trial) = try await broken(fault, isOrdered: isOrdered)
        try RawDatabase(test.path).execute(
            """
            INSERT INTO outbox (organization, environment, id, type, occurred_at, data_offset, body)
            SELECT 'one', s.environment, 'evt_9', e.type, e.occurred_at, e.data_offset,
                CAST(replace(CAST(b.body AS TEXT), 'evt_1', 'evt_9') AS BLOB)
            FROM events e JOIN bodies b USING (position) JOIN scopes s ON s.number = e.scope
            """
        )
        try await trial.publish("evt_2", in: "one")
        try await trial.publish("evt_3", in: "two")
        let claim = try await trial.claim()
        #expect(Set(claim.webhookIDs) == ["wh_2", "wh_3"])
        #expect(claim.eventIDs.sorted() == ["evt_1", "evt_2", "evt_3", "evt_9"])
        for delivery in claim.deliveries { try await trial.settle(delivery, .succeeded) }
        try await expectSaid(fault, claim, stands: true, trial)

        let query = WebhookQuery(scope: try trial.scope("one"))
        #expect(try await trial.store.webhooks(query).map(\.id.string) == ["wh_2"])
        let small = WebhookQuery(scope: try trial.scope("one"), limit: 1)
        #expect(try await trial.store.webhooks(small).map(\.id.string) == ["wh_2"])
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        try await trial.change("wh_2", .health(.deactivate(.manual), rules: rules), in: "one")
        try await trial.expectError(.damaged, "a change of it") {
            try await trial.change("wh_1", .health(.deactivate(.manual), rules: rules), in: "one")
        }
        try await trial.expectError(.conflict, "its id") {
            try await trial.insert("wh_1", in: "one")
        }
        #expect(try await trial.log("wh_1", in: "one").entries.isEmpty)
        try await trial.maintain()
        #expect(try await trial.store.backlog().waiting == 1)

        let id = try Webhook.ID("wh_1")
        let removed = try await trial.store.remove(.webhook(id, scope: trial.scope("one")))
        #expect(removed == 1)
        #expect(try await trial.store.backlog().faults == [])
        #expect(try await trial.store.backlog().waiting == 0)
        try await trial.maintain()
        try await trial.insert("wh_1", in: "one")
        test.clock.advance(by: .seconds(200_000))
        try await trial.maintain()
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    @Test(arguments: webhookFaults)
    func aRemovedOrganizationTakesItAlong(_ fault: Fault) async throws {
        let (test, trial) = try await broken(fault)
        let organization = try trial.scope("one").organization
        #expect(try await trial.store.remove(.organization(organization)) == 2)
        try await trial.maintain()
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    /// A rolling deploy: the older process claims meanwhile, then the newer one has it.
    @Test(arguments: [false, true])
    func whatWaitsIsDeliveredByTheVersionThatReadsIt(isLeased: Bool) async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        let claimed = isLeased ? try await test.trial.claim().deliveries : []
        let record =
            "UPDATE webhooks SET version = version + 1, record = CAST("
            + "replace(CAST(record AS TEXT), %) AS BLOB); "
            + "UPDATE scopes SET version = version + 1; UPDATE store SET catalog = catalog + 1"
        let raw = try RawDatabase(test.path)
        try raw.execute(record.replacing("%", with: "'envelope', 'protobuf'"))
        #expect(try await test.trial.claim().deliveries.isEmpty)
        for delivery in claimed { try await test.trial.settle(delivery, .nextRound(after: .zero)) }
        test.clock.advance(by: .seconds(120))
        #expect(try await test.trial.claim().deliveries.isEmpty)
        try await test.trial.maintain()
        try raw.execute(record.replacing("%", with: "'protobuf', 'envelope'"))
        test.clock.advance(by: .seconds(61))
        let claim = try await test.trial.claim()
        #expect(claim.eventIDs == ["evt_1"])
        for delivery in claim.deliveries { try await test.trial.settle(delivery, .succeeded) }
        #expect(try await test.trial.store.backlog() == Backlog())
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    @Test(arguments: otherFaults, [false, true])
    func anyOtherRowIsAlone(_ fault: Fault, isOrdered: Bool) async throws {
        let (test, trial) = try await broken(fault, isOrdered: isOrdered)
        defer { withExtendedLifetime(test) {} }
        try await trial.publish("evt_3", in: "two")
        var claim = try await trial.claim()
        #expect(claim.eventIDs.contains("evt_3"))
        try await trial.maintain()
        try await trial.publish("evt_4", in: "two")
        let next = try await trial.claim()
        #expect(next.eventIDs == ["evt_4"])
        claim.faults += next.faults
        for delivery in claim.deliveries + next.deliveries {
            #expect(try await trial.settle(delivery, .succeeded) != .fenced)
        }
        let isRepaired = ["store"].contains(fault.table) || fault.sql.contains("waiting = -5")
        try await expectSaid(fault, claim, stands: !isRepaired, trial)
    }

    /// A dispatcher asks for no more than half of its slots for a scope: whose, must be readable.
    @Test func aScopeThatCannotBeReadKeepsNoOtherFromItsShare() async throws {
        let fault = Fault("UPDATE scopes SET environment = '' WHERE organization = 'one'", "", "")
        let (test, trial) = try await broken(fault)
        defer { withExtendedLifetime(test) {} }
        try await trial.publish("evt_3", in: "two")
        let request = ClaimRequest(
            owner: try WorkerID("wrk_1"),
            limit: 16,
            scopeLimit: 8,
            isIdle: true
        )
        #expect(try await trial.store.claim(request).eventIDs == ["evt_3"])
    }

    /// What a deactivation leaves undelivered is looked for past a row that cannot be read.
    @Test func anUnreadableRowKeepsNoWebhookActive() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1") { $0.flow.concurrency = 2 }
        try await test.trial.publish("evt_1", "evt_2", "evt_3")
        let claim = try await test.trial.claim()
        try RawDatabase(test.path).execute(
            "UPDATE deliveries SET attempts = -1 WHERE number / 65536 = 1"
        )
        let gone = AttemptFailure(kind: .gone, status: 410, detail: "gone")
        let second = try #require(claim.deliveries.first { $0.event.event.id.string == "evt_2" })
        #expect(try await test.trial.settle(second, .gone, failure: gone) != .fenced)
        guard case .inactive = try await test.trial.record("wh_1").health.state else {
            Issue.record("410 did not deactivate")
            return
        }
    }

    /// A result for what cannot be read any more does not keep the others of its call.
    @Test(arguments: [webhookFaults[0], otherFaults[0], otherFaults[2]])
    func oneResultDoesNotKeepTheOthers(_ fault: Fault) async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1", in: "one")
        try await test.trial.insert("wh_3", in: "two")
        try await test.trial.publish("evt_1", in: "one")
        try await test.trial.publish("evt_2", in: "two")
        let claim = try await test.trial.claim()
        try RawDatabase(test.path).execute(
            fault.sql
                + "; UPDATE webhooks SET version = version + 1"
                + "; UPDATE scopes SET version = version + 1; UPDATE store SET catalog = catalog + 1"
        )
        let settlements = claim.deliveries.map { test.trial.settlement($0, .succeeded) }
        let results = try await test.store.settle(
            SettleRequest(settlements: settlements, logLimit: 9)
        ).results
        #expect(results.count { $0 == .fenced } == 1)
        #expect(try await test.trial.log("wh_3", in: "two").entries.count == 1)
        #expect(try await test.trial.claim().deliveries.isEmpty)
        #expect(try await test.store.backlog().leased == 0)
    }

    @Test func aLogIsReadWithoutWhatIsBroken() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        for index in 1...3 { try await test.trial.deliver("evt_\(index)") }
        try RawDatabase(test.path).execute(
            """
            UPDATE attempts SET headers = x'FF' WHERE number = 1;
            UPDATE log SET status = 9 WHERE number = 2;
            INSERT INTO parked (number, webhook, id) VALUES (1, 1, 'no id!')
            """
        )
        #expect(try await test.trial.loggedIDs("wh_1") == ["evt_3", "evt_1"])
        let tables = try await test.store.backlog().faults.map(\.table)
        #expect(Set(tables) == ["attempts", "log", "parked"])
    }

    @Test func aNoticeThatCannotBeReadIsSaid() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.insert("wh_2")
        try await test.trial.changeHealth("wh_1", .deactivate(.manual))
        try RawDatabase(test.path).execute(
            """
            INSERT INTO notices (organization, id, content, lease_end)
            VALUES ('kit', 'ntc_1', x'00', 0)
            """
        )
        _ = try await test.trial.notices()
        #expect(try await test.store.backlog().faults.map(\.table) == ["notices"])
    }

    /// Counts that are wrong without being impossible are found by housekeeping.
    @Test(
        arguments: [
            "UPDATE queues SET waiting = 0, turn = NULL",
            "UPDATE queues SET leased = 64, turn = NULL",
            "UPDATE queues SET turn = 1 << 45", "DELETE FROM turns",
            "UPDATE queues SET turn = NULL, timer = 1 << 45",
            "UPDATE queues SET logged = 1000; UPDATE store SET waiting = 9, leased = 9",
        ]
    )
    func aDriftedCountIsPutRight(_ drift: String) async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        try RawDatabase(test.path).execute(drift)
        test.clock.advance(by: .seconds(60))
        try await test.trial.maintain()
        let claim = try await test.trial.claim()
        #expect(claim.eventIDs == ["evt_1"])
        if !drift.contains("timer") { #expect(!claim.faults.isEmpty) }
        #expect(try await test.store.backlog().faults == [])
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }
}
