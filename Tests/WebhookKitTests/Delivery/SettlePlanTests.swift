import Testing

@testable import WebhookKit

/// What a store has to write for a settlement; ``SettlementTests`` has what each verdict changes.
@Suite struct SettlePlanTests {
    /// A result, what the webhook was before, and what is to be written.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var state = WebhookHealth.State.active
        var responsiveness = Responsiveness.prompt
        var failedRounds = 0
        var answer: Int?
        var verdict: Settlement.Verdict
        var failure: AttemptFailure?
        var expected: Writes
    }

    struct Writes: Sendable, Hashable {
        var health = false
        var responsiveness = false
        var voids = false
        var asksForOldest = false
        var notices = 0
        var log: LogEntry.Status? = .debug
        var ending: Delivery.Status?
        var delay = Duration.zero
    }

    static let cases = [
        Case(
            testDescription: "success",
            verdict: .succeeded,
            expected: Writes(log: .success, ending: .succeeded)
        ),
        Case(
            testDescription: "success after an outage",
            state: .failing(Samples.outage()),
            verdict: .succeeded,
            expected: Writes(health: true, log: .success, ending: .succeeded)
        ),
        Case(
            testDescription: "first success of a webhook",
            responsiveness: .unproven,
            answer: 200,
            verdict: .succeeded,
            expected: Writes(responsiveness: true, log: .success, ending: .succeeded)
        ),
        Case(
            testDescription: "quick retry",
            verdict: .quickRetry(after: .seconds(5)),
            failure: Samples.refused,
            expected: Writes(health: true, responsiveness: true, delay: .seconds(5))
        ),
        Case(
            testDescription: "half of the rounds",
            failedRounds: 2,
            verdict: .nextRound(after: .seconds(900)),
            failure: Samples.status(500),
            expected: Writes(health: true, notices: 1, delay: .seconds(900))
        ),
        Case(
            testDescription: "all rounds",
            failedRounds: 4,
            verdict: .gaveUp,
            failure: Samples.status(500),
            expected: Writes(
                health: true,
                voids: true,
                asksForOldest: true,
                notices: 1,
                log: .error,
                ending: .failed
            )
        ),
        Case(
            testDescription: "410 in the first round",
            verdict: .gone,
            failure: Samples.status(410),
            expected: Writes(
                health: true,
                voids: true,
                asksForOldest: true,
                notices: 1,
                log: .error,
                ending: .failed
            )
        ),
        Case(
            testDescription: "given back",
            verdict: .released(after: .seconds(7)),
            failure: Samples.refused,
            expected: Writes(delay: .seconds(7))
        ),
        Case(
            testDescription: "given back after less than no time",
            verdict: .released(after: .seconds(-7)),
            failure: Samples.refused,
            expected: Writes()
        ),
    ]

    @Test(arguments: cases) func saysWhatIsToBeWritten(_ example: Case) throws {
        var record = try Samples.record(state: example.state)
        record.responsiveness = example.responsiveness
        var (settlement, delivery) = try Self.settlement(
            example.verdict,
            example.failure,
            to: record,
            failedRounds: example.failedRounds
        )
        settlement.attempt?.response = example.answer.map { status in
            Attempt.Response(status: status, headers: [], body: [], isTruncated: false)
        }
        let plan = try #require(
            settlement.plan(
                for: delivery,
                under: settlement.lease,
                to: record,
                at: Samples.time(10)
            )
        )
        let writes = Writes(
            health: plan.changesHealth,
            responsiveness: plan.changesResponsiveness,
            voids: plan.voidsQueue,
            asksForOldest: plan.needsOldestOpen,
            notices: plan.effects.notices.count,
            log: plan.effects.logStatus,
            ending: plan.delivery.isOpen ? nil : plan.delivery.status,
            delay: plan.effects.delay
        )
        #expect(writes == example.expected)
        if plan.delivery.isOpen {
            #expect(plan.delivery.due == Samples.time(10).advanced(by: plan.effects.delay))
        }
    }

    /// A result counts under the present lease alone (D-8).
    @Test func aStaleLeaseHasNoPlan() throws {
        let record = try Samples.record()
        let (settlement, delivery) = try Self.settlement(.succeeded, nil, to: record)
        let (held, now) = (settlement.lease, Samples.time(10))
        #expect(settlement.plan(for: delivery, under: held, to: record, at: now) != nil)
        #expect(settlement.plan(for: delivery, under: nil, to: record, at: now) == nil)
        let statuses: [Delivery.Status] = [
            .waiting(due: Samples.time(0)), .succeeded, .failed, .skipped, .parked,
        ]
        for status in statuses {
            var other = delivery
            other.status = status
            #expect(settlement.plan(for: other, under: held, to: record, at: now) == nil)
        }
        let changes: [(inout Lease) -> Void] = [
            { $0 = Lease(deliveryID: $0.deliveryID, owner: $0.owner, epoch: 2, generation: 1) },
            { $0 = Lease(deliveryID: $0.deliveryID, owner: $0.owner, epoch: 1, generation: 2) },
        ]
        for change in changes {
            var stale = settlement
            change(&stale.lease)
            #expect(stale.plan(for: delivery, under: held, to: record, at: now) == nil)
        }
    }

    /// Recovery begins at the oldest of: what was open, the outage's first event, this event. The
    /// health and the notice say the same.
    @Test(arguments: [(nil, 5), (3, 3), (6, 5), (9, 5)] as [(Int64?, Int64)])
    func recoveryBeginsAtTheOldest(_ oldest: Int64?, _ expected: Int64) throws {
        let record = try Samples.record(state: .failing(Samples.outage(position: 5)))
        let (settlement, delivery) = try Self.settlement(
            .gaveUp,
            Samples.timeout,
            to: record,
            failedRounds: 4
        )
        var plan = try #require(
            settlement.plan(
                for: delivery,
                under: settlement.lease,
                to: record,
                at: Samples.time(10)
            )
        )
        plan.recover(from: oldest.map { Position($0) })
        guard case .inactive(let deactivation) = plan.health.state else {
            Issue.record("still \(plan.health.state)")
            return
        }
        #expect(deactivation.position == Position(expected))
        #expect(deactivation.outage?.position == Position(expected))
        #expect(plan.effects.notices.map(\.kind) == [.deactivated(deactivation)])
    }

    /// Without a deactivation there is nothing to recover.
    @Test func recoveryNeedsADeactivation() throws {
        let record = try Samples.record()
        let (settlement, delivery) = try Self.settlement(.succeeded, nil, to: record)
        var plan = try #require(
            settlement.plan(
                for: delivery,
                under: settlement.lease,
                to: record,
                at: Samples.time(10)
            )
        )
        let before = plan
        plan.recover(from: Position(1))
        #expect(plan == before)
    }

    private static func settlement(
        _ verdict: Settlement.Verdict,
        _ failure: AttemptFailure?,
        to record: WebhookRecord,
        failedRounds: Int = 0
    ) throws -> (Settlement, Delivery) {
        var delivery = try Samples.delivery(to: record)
        delivery.progress.failedRounds = failedRounds
        let lease = delivery.lease(
            to: try Samples.worker(),
            epoch: 1,
            of: record,
            at: Samples.time(0)
        )
        let settlement = Settlement(
            lease: lease,
            attempt: try Samples.attempt(failure),
            verdict: verdict,
            rules: WebhookHealth.Rules(policy: .gladly, isExempt: false)
        )
        return (settlement, delivery)
    }
}
