import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// A webhook that a newer version wrote with a value that this one does not have (B-6, Fault 58).
struct UnreadWebhookTests {
    /// What the newer version wrote; as long as what this one writes.
    enum Newer: String, CaseIterable, Sendable {
        case record, health, both

        private var texts: [(old: String, new: String)] {
            let record = (#""envelope""#, #""protobuf""#)
            let health = (#""state":"failing""#, #""state":"fasting""#)
            switch self {
            case .record: return [record]
            case .health: return [health]
            case .both: return [record, health]
            }
        }

        /// Puts it into all lines about `wh_1`, or takes it out again.
        func write(_ disk: SimulatedDisk, back: Bool = false) {
            disk.rewriteLines { line in
                let isRecord = line.contains(#""kind":"webhook""#) && line.contains(#""id":"wh_1""#)
                let isHealth = line.contains(#""kind":"health","webhook":1,"#)
                guard isRecord || isHealth else { return line }
                var line = line
                for text in texts {
                    line = line.replacing(
                        back ? text.new : text.old,
                        with: back ? text.old : text.new
                    )
                }
                return line
            }
        }

        /// What people are told of.
        var place: String {
            switch self {
            case .record, .both: "configuration.bodyForm"
            case .health: "health.state"
            }
        }
    }

    private let clock = ManualClock()

    private func open(_ disk: SimulatedDisk) async throws -> (FileWebhookStore, StoreTrial) {
        let store = try await EditedStores.open(disk, clock)
        return (store, StoreTrial(store: store, clock: clock))
    }

    /// A log, a failing webhook with a rate, two events that wait for it, and two other webhooks.
    private func fill(_ disk: SimulatedDisk) async throws -> (WebhookRecord, [LogEntry]) {
        let (store, trial) = try await open(disk)
        try await trial.insert("wh_1", in: "one") { $0.flow.deliveriesPerSecond = 100 }
        try await trial.deliver("evt_0", in: "one")
        try await trial.insert("wh_2", in: "one")
        try await trial.insert("wh_3", in: "two")
        clock.advance(by: .seconds(1))
        try await trial.publish("evt_1", in: "one")
        for claimed in try await trial.claim().deliveries {
            let isFirst = claimed.webhook.id.string == "wh_1"
            try await trial.settle(claimed, isFirst ? .nextRound(after: .seconds(60)) : .succeeded)
        }
        try await trial.publish("evt_2", in: "one")
        let record = try await trial.record("wh_1", in: "one")
        guard case .failing = record.health.state else {
            Issue.record("no line of its health was written")
            throw StoreError.notFound("health")
        }
        let log = try await trial.log("wh_1", in: "one").entries
        await store.close()
        return (record, log)
    }

    @Test(arguments: Newer.allCases, [false, true])
    func itAloneIsSetAsideUntilAVersionReadsIt(newer: Newer, isCompacted: Bool) async throws {
        let disk = SimulatedDisk(seed: 1)
        let (record, log) = try await fill(disk)
        if isCompacted {
            let (store, _) = try await open(disk)
            try await store.compact()
            await store.close()
        }
        newer.write(disk)
        let lines = disk.records([#""protobuf""#, #""fasting""#])
        #expect(!lines.isEmpty)

        var (store, trial) = try await open(disk)
        #expect(store.warnings.isEmpty)
        try await expectAlone(trial, newer)
        try await store.compact()
        await store.close()
        // The latest lines, as they were.
        for line in disk.records([#""protobuf""#, #""fasting""#]) { #expect(lines.contains(line)) }
        #expect(!disk.records([#""protobuf""#, #""fasting""#]).isEmpty)

        (store, trial) = try await open(disk)
        #expect(try await store.backlog().faults.count == 1)
        #expect(try await store.backlog().waiting == 2)
        await store.close()

        newer.write(disk, back: true)
        (store, trial) = try await open(disk)
        #expect(try await store.backlog().faults == [])
        #expect(try await trial.record("wh_1", in: "one") == record)
        #expect(try await trial.log("wh_1", in: "one").entries == log)
        var delivered: [String] = []
        for _ in 0..<4 {
            for claimed in try await trial.claim().deliveries {
                delivered.append("\(claimed.event.event.id) to \(claimed.webhook.id)")
                try await trial.settle(claimed, .succeeded)
            }
            clock.advance(by: .seconds(1))
        }
        #expect(delivered.sorted() == ["evt_1 to wh_1", "evt_2 to wh_1"])
        #expect(try await store.backlog() == Backlog())
        await store.close()
    }

    /// All that a store does while one webhook of its first tenant cannot be read.
    private func expectAlone(_ trial: StoreTrial, _ newer: Newer) async throws {
        let store = trial.store
        try await trial.publish("evt_3", in: "two")
        let published = try await trial.publish("evt_4", in: "one")
        #expect(published.map(\.queued) == [1])
        clock.advance(by: .seconds(100))
        let claim = try await trial.claim(isIdle: true)
        #expect(Set(claim.webhookIDs) == ["wh_2", "wh_3"])
        #expect(claim.eventIDs.sorted() == ["evt_2", "evt_3", "evt_4"])
        for claimed in claim.deliveries { try await trial.settle(claimed, .succeeded) }
        #expect(claim.faults.map(\.row) == ["wh_1"] && claim.faults.map(\.table) == ["webhooks"])
        #expect(claim.faults.allSatisfy { $0.problem.contains(newer.place) }, "\(claim.faults)")
        #expect(try await store.backlog().faults == claim.faults)
        #expect(try await trial.claim().faults == [])

        let query = WebhookQuery(scope: try trial.scope("one"), limit: 1)
        #expect(try await store.webhooks(query).map(\.id.string) == ["wh_2"])
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        try await trial.expectError(.damaged, "a change of it") {
            try await trial.change("wh_1", .health(.deactivate(.manual), rules: rules), in: "one")
        }
        try await trial.expectError(.damaged, "a resend") {
            try await store.requeue(
                .resend(
                    Event.ID("evt_2"),
                    to: Webhook.ID("wh_1"),
                    scope: trial.scope("one"),
                    as: Delivery.ID("dlv_1")
                )
            )
        }
        try await trial.expectError(.conflict, "its id") {
            try await trial.insert("wh_1", in: "one")
        }
        try await trial.expectError(.limit, "its place") {
            try await trial.insert("wh_4", in: "one", limit: 2)
        }
        clock.advance(by: .seconds(200_000))
        try await trial.maintain()
        #expect(try await store.backlog().waiting == 2)
        #expect(try await store.backlog().oldestDueAge == nil)
    }

    @Test(arguments: Newer.allCases, [false, true])
    func itCanBeRemoved(newer: Newer, withItsOrganization: Bool) async throws {
        let disk = SimulatedDisk(seed: 1)
        _ = try await fill(disk)
        newer.write(disk)
        var (store, trial) = try await open(disk)
        let scope = try trial.scope("one")
        let removal: WebhookRemoval =
            withItsOrganization
            ? .organization(scope.organization) : .webhook(try Webhook.ID("wh_1"), scope: scope)
        #expect(try await store.remove(removal) == (withItsOrganization ? 2 : 1))
        try await trial.maintain()
        #expect(try await store.backlog().faults == [])
        #expect(try await store.backlog().waiting == (withItsOrganization ? 0 : 1))
        try await trial.insert("wh_1", in: "one")
        try await store.compact()
        await store.close()
        newer.write(disk, back: true)
        (store, trial) = try await open(disk)
        #expect(try await store.backlog().faults == [])
        #expect(try await store.backlog().waiting == (withItsOrganization ? 0 : 1))
        #expect(try await trial.log("wh_1", in: "one").entries.isEmpty)
        await store.close()
    }

    /// The newer version was killed right after it had written the line: no later one proves it.
    @Test func aKilledProcessesLastLineIsNoTornEnd() async throws {
        let disk = SimulatedDisk(seed: 1)
        let (store, trial) = try await open(disk)
        try await trial.insert("wh_1")
        let killed = disk.afterProcessCrash()
        await store.close()
        Newer.record.write(killed)
        let (again, _) = try await open(killed)
        #expect(again.warnings.isEmpty)
        #expect(try await again.backlog().faults.map(\.row) == ["wh_1"])
        await again.close()
    }

    /// The newer version was killed while it sent: what it held waits like the rest.
    @Test(arguments: [Newer.record, .health])
    func whatWasInFlightWaitsToo(newer: Newer) async throws {
        let disk = SimulatedDisk(seed: 1)
        _ = try await fill(disk)
        var (store, trial) = try await open(disk)
        clock.advance(by: .seconds(61))
        #expect(try await trial.claim().webhookIDs.contains("wh_1"))
        let killed = disk.afterProcessCrash()
        await store.close()

        newer.write(killed)
        (store, trial) = try await open(killed)
        #expect(try await store.backlog().leased == 0)
        clock.advance(by: .seconds(61))
        #expect(try await trial.claim(isIdle: true).webhookIDs == ["wh_2"])
        try await store.compact()
        await store.close()

        newer.write(killed, back: true)
        (store, trial) = try await open(killed)
        var delivered: Set<String> = []
        for _ in 0..<4 {
            for claimed in try await trial.claim(isIdle: true).deliveries {
                if claimed.webhook.id.string == "wh_1" {
                    delivered.insert(claimed.event.event.id.string)
                }
                try await trial.settle(claimed, .succeeded)
            }
            clock.advance(by: .seconds(1))
        }
        #expect(delivered == ["evt_1", "evt_2"])
        #expect(try await store.backlog() == Backlog())
        await store.close()
    }

    /// What of a newer version is no webhook might be acknowledged work: nothing is passed over.
    @Test(
        arguments: [
            (#""kind":"event""#, #""kind":"evenT""#),
            (#""position":2,"#, #""posItion":2,"#),
            (#""id":"wh_1""#, #""iD":"wh_1""#),
        ]
    )
    func anyOtherLineIsRefusedByFileAndByte(_ text: (old: String, new: String)) async throws {
        let disk = SimulatedDisk(seed: 1)
        let (store, trial) = try await open(disk)
        try await trial.insert("wh_1")
        try await trial.publish("evt_1")
        try await trial.publish("evt_2")
        // Killed, so that the last line might be torn.
        let killed = disk.afterProcessCrash()
        await store.close()
        killed.rewriteLines { $0.replacing(text.old, with: text.new) }
        let before = killed.allFiles
        let error = await #expect(throws: StoreError.self) { _ = try await open(killed) }
        #expect(error?.code == .damaged)
        #expect(
            error?.message.contains("journal-0000000001.jsonl, byte ") == true,
            "\(error as Any)"
        )
        #expect(killed.allFiles == before)
    }
}
