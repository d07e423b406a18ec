import Testing

@testable import WebhookKit

@Suite struct WebhookUpdateTests {
    private static func apply(
        _ change: WebhookChange,
        to record: inout WebhookRecord,
        expecting: Int? = nil,
        at seconds: Int64 = 60,
        oldest: Position? = nil
    ) throws -> [Notice] {
        try WebhookUpdate(id: record.id, scope: .default, expecting: expecting, change: change)
            .apply(
                to: &record,
                last: Position(100),
                at: Samples.time(seconds),
                oldestOpen: oldest
            )
    }

    /// asked beforehand, and for nothing but a deactivation.
    @Test(
        arguments: [
            (.health(.deactivate(.manual), rules: rules), .active, true),
            (.health(.deactivate(.manual), rules: rules), .failing(Samples.outage()), true),
            (.health(.deactivate(.manual), rules: rules), .paused(nil), true),
            (.health(.deactivate(.manual), rules: rules), .inactive(byHand), false),
            (.health(.activate, rules: rules), .failing(Samples.outage()), false),
            (.health(.pause, rules: rules), .active, false),
            (.secrets(SealedSecrets(bytes: [9])), .active, false),
        ] as [(WebhookChange, WebhookHealth.State, Bool)]
    )
    func saysBeforehandWhetherTheOldestOpenDeliveryIsNeeded(
        _ change: WebhookChange,
        _ state: WebhookHealth.State,
        _ isNeeded: Bool
    ) throws {
        var record = try Samples.record(state: state)
        let update = WebhookUpdate(
            id: record.id,
            scope: .default,
            expecting: nil,
            change: change
        )
        #expect(update.needsOldestOpen(of: record) == isNeeded)
        let before = record.health.state
        _ = try Self.apply(change, to: &record, oldest: Position(3))
        guard isNeeded else { return #expect(record.webhook.deactivation?.position != Position(3)) }
        #expect(record.health.state != before)
        #expect(record.webhook.deactivation?.position == Position(3))
    }

    private static let byHand = Deactivation(
        reason: .manual,
        at: Samples.time(0),
        outage: nil,
        position: nil
    )
    private static let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)

    @Test func staleRevisionsAreRefusedAndChangeNothing() throws {
        var record = try Samples.record()
        let before = record
        for revision in [0, 2, Int.min, Int.max] {
            #expect {
                _ = try Self.apply(
                    .secrets(SealedSecrets(bytes: [9])),
                    to: &record,
                    expecting: revision
                )
            } throws: {
                ($0 as? StoreError)?.code == .conflict
            }
        }
        #expect(record == before)
        _ = try Self.apply(.secrets(SealedSecrets(bytes: [9])), to: &record, expecting: 1)
        #expect(record.secrets == SealedSecrets(bytes: [9]))
        #expect(record.webhook.revision == 2)
        #expect(record.webhook.modifiedAt == Samples.time(60))
    }

    /// W-1.
    @Test func editsTakeTheFieldsOfPeopleAndNoOthers() throws {
        var record = try Samples.record()
        record.skippedEvents = 4
        var edited = record.webhook
        edited.name = "New"
        edited.events = [.taskClosed]
        edited.signature = .gitHub
        edited.headers = try ExtraHeaders([HeaderField("x-a", "b")])
        edited.bodyForm = .data
        edited.policy = .glassix
        edited.flow = DeliveryFlow(concurrency: 2)
        edited.isExempt = true
        edited.owner = try User.ID("usr_1")
        edited.revision = 70
        edited.createdAt = Samples.time(-999)
        edited.modifiedAt = Samples.time(999)
        edited.health.generation = 50
        let health = record.health
        _ = try Self.apply(.edit(WebhookEdit(edited.settings, secrets: nil)), to: &record)
        var expected = edited
        expected.revision = 2
        expected.createdAt = Samples.time(0)
        expected.modifiedAt = Samples.time(60)
        expected.health = health
        #expect(record.webhook == expected)
        #expect(record.secrets == SealedSecrets(bytes: [1, 2, 3]))
        #expect(record.skippedEvents == 4)
        #expect(record.dropped.isDropped(.taskCreated, at: Position(100)))
        #expect(!record.dropped.isDropped(.taskCreated, at: Position(101)))
        #expect(!record.dropped.isDropped(.taskClosed, at: Position(100)))
    }

    @Test func newURLKeepsTheQueueAndForgetsTheOutage() throws {
        var record = try Samples.record(state: .failing(Samples.outage()))
        let delivery = try Samples.delivery(to: record)
        var edited = record.webhook
        edited.url = try WebhookURL("https://example.org/new")
        let notices = try Self.apply(
            .edit(WebhookEdit(edited.settings, secrets: nil)),
            to: &record
        )
        #expect(notices.isEmpty)
        #expect(record.health.state == .active)
        #expect(record.health.generation == 2)
        #expect(!delivery.isVoid(for: record) && delivery.isSendable(by: record))
    }

    @Test func sameURLKeepsHealth() throws {
        var record = try Samples.record(state: .failing(Samples.outage()))
        let health = record.health
        _ = try Self.apply(.edit(WebhookEdit(record.webhook.settings, secrets: nil)), to: &record)
        #expect(record.health == health)
    }

    @Test func healthChangesTellTheirNoticesAndKeepTheRevision() throws {
        var record = try Samples.record()
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        let off = try Self.apply(
            .health(.deactivate(.ownerDeactivated), rules: rules),
            to: &record
        )
        let on = try Self.apply(.health(.activate, rules: rules), to: &record)
        #expect(off.count == 1 && on.count == 1)
        #expect(record.webhook.revision == 1)
        #expect(record.health.state == .active)
    }

    @Test func modifiedTimeNeverGoesBack() throws {
        var record = try Samples.record()
        _ = try Self.apply(.secrets(record.secrets), to: &record, at: -500)
        #expect(record.webhook.modifiedAt == Samples.time(0))
    }

    /// W-2: what a store inserts, or why not; the taken id comes first.
    @Test(
        arguments: [
            (false, 0, 1, nil), (false, 49, 50, nil), (false, 50, 50, .limit),
            (false, 0, 0, .limit),
            (true, 1, 50, .conflict), (true, 50, 50, .conflict),
        ] as [(Bool, Int, Int, StoreError.Code?)]
    )
    func creationIsStampedOrRefused(
        _ isTaken: Bool,
        _ count: Int,
        _ limit: Int,
        _ refusal: StoreError.Code?
    ) throws {
        var expected = try Samples.record()
        do throws(StoreError) {
            let created = try expected.created(
                at: Samples.time(77),
                isTaken: isTaken,
                count: count,
                limit: limit
            )
            expected.webhook.createdAt = Samples.time(77)
            expected.webhook.modifiedAt = Samples.time(77)
            #expect(created == expected && refusal == nil)
        } catch {
            #expect(error.code == refusal)
        }
    }
}
