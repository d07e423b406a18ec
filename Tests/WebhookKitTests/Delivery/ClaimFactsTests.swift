import Testing
import WebhookKit

/// A database that filters by a webhook's facts chooses what the rules allow (D-10, D-11, D-14, W-7, A-4).
struct ClaimFactsTests {
    private static let states: [WebhookHealth.State] = [
        .active, .failing(outage), .paused(nil), .inactive(Deactivation(reason: .manual, at: time)),
    ]

    private static let flows = [
        DeliveryFlow(), DeliveryFlow(concurrency: 7), DeliveryFlow(concurrency: -2),
        DeliveryFlow(deliveriesPerSecond: 2), DeliveryFlow(concurrency: 9, isOrdered: true),
        DeliveryFlow(isOrdered: true, skipsParked: true),
    ]

    private static let time = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)

    private static let outage = Outage(
        restoring: time,
        position: Position(1),
        failedRounds: 1,
        roundsOfOneEvent: 1,
        lastRoundAt: nil,
        shown: .zero,
        lastFailure: AttemptFailure(kind: .connect, detail: "refused"),
        isNoticed: false
    )

    /// What a `WHERE` says of one delivery.
    private func isVoid(_ delivery: Delivery, by facts: ClaimFacts) -> Bool {
        guard delivery.kind == .subscribed else { return false }
        if delivery.generation < facts.liveFrom { return true }
        if let limit = facts.dropped.named[delivery.eventType], delivery.position <= limit {
            return true
        }
        guard let others = facts.dropped.others else { return false }
        return delivery.position <= others.position && !others.kept.contains(delivery.eventType)
    }

    @Test(arguments: states)
    func sayWhatIsVoidAndSent(state: WebhookHealth.State) throws {
        var record = try Samples.record()
        record.health = WebhookHealth(restoring: state, generation: 5, liveFrom: 4, outages: 1)
        var selection: EventSelection = .all
        let edits: [(EventSelection, Int64)] = [
            ([.taskCreated, .taskClosed], 10), ([.taskClosed], 20),
            ([.taskClosed, .taskCreated, .taskUpdated], 30), (.all, 40),
        ]
        for (next, position) in [(EventSelection.all, 0)] + edits {
            record.dropped.narrow(from: selection, to: next, upTo: Position(position))
            selection = next
            let facts = record.claimFacts
            var voids = 0
            for type in [EventType.taskCreated, .taskClosed, .taskUpdated, "invoice.paid"] {
                for number in stride(from: Int64(5), through: 45, by: 5) {
                    for generation in 3...5 {
                        for kind in [Delivery.Kind.subscribed, .manual] {
                            let delivery = try delivery(type, number, generation, kind)
                            let isVoid = isVoid(delivery, by: facts)
                            voids += isVoid ? 1 : 0
                            #expect(isVoid == delivery.isVoid(for: record))
                            let isSent = kind == .manual || (facts.sends && !isVoid)
                            #expect(isSent == delivery.isSendable(by: record))
                        }
                    }
                }
            }
            #expect(voids > 0)
        }
    }

    @Test(arguments: flows, Responsiveness.allCases)
    func sayWhatIsSaturated(flow: DeliveryFlow, group: Responsiveness) throws {
        var record = try Samples.record(flow: flow)
        record.responsiveness = group
        let facts = record.claimFacts
        #expect(facts.group == group)
        #expect(facts.isOrdered == flow.isOrdered && facts.skipsParked == flow.skipsParked)
        let owner = try WorkerID("wrk_1")
        let request = ClaimRequest(owner: owner, limit: 9, isIdle: true, defaultConcurrency: 3)
        for leased in 0...10 {
            let room = SlotPlanner(request).room(for: record.webhook, in: group, leased: leased)
            #expect((room > 0) == (leased < facts.concurrency ?? request.defaultConcurrency))
        }
    }

    @Test(arguments: flows)
    func sayWhenTheNextMayBegin(flow: DeliveryFlow) throws {
        var record = try Samples.record(flow: flow)
        for ahead in [nil, -500, 0, 1, 500, 1000, 1001, 1002, 86_400_000] as [Int64?] {
            record.nextStart = ahead.map { Self.time.advanced(by: .milliseconds($0)) }
            let facts = record.claimFacts
            let mayBegin =
                facts.nextStart.map {
                    $0 <= Self.time || $0 > Self.time.advanced(by: facts.longestWait)
                } ?? true
            #expect(mayBegin == (record.earliestStart(at: Self.time) == Self.time))
        }
    }

    private func delivery(
        _ type: EventType,
        _ position: Int64,
        _ generation: Int,
        _ kind: Delivery.Kind
    ) throws -> Delivery {
        Delivery(
            restoring: try Delivery.ID("dlv_1"),
            eventID: try Event.ID("evt_1"),
            eventType: type,
            position: Position(position),
            scope: .default,
            webhookID: try Webhook.ID("wh_1"),
            kind: kind,
            generation: generation,
            status: .waiting(due: Self.time),
            progress: .init()
        )
    }
}
