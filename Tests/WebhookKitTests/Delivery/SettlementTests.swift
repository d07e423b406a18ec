import Testing

@testable import WebhookKit

@Suite struct SettlementTests {
    /// A delivery to a new webhook, leased at time 0.
    private struct Scene {
        var record: WebhookRecord
        var delivery: Delivery
        var lease: Lease

        init(
            kind: Delivery.Kind = .subscribed,
            state: WebhookHealth.State = .active,
            failedRounds: Int = 0
        ) throws {
            record = try Samples.record(state: state)
            delivery = try Samples.delivery(to: record, kind: kind)
            delivery.progress.failedRounds = failedRounds
            delivery.progress.expiredLeases = 2
            lease = delivery.lease(
                to: try Samples.worker(),
                epoch: 1,
                of: record,
                at: Samples.time(0)
            )
        }

        mutating func settle(
            _ verdict: Settlement.Verdict,
            _ failure: AttemptFailure? = nil,
            attempted: Bool = true,
            rules: WebhookHealth.Rules = .init(policy: .gladly, isExempt: false),
            oldestOpen: () throws -> Position? = {
                Issue.record("asked for the oldest open one without need")
                return nil
            }
        ) throws -> SettlementEffects {
            let settlement = Settlement(
                lease: lease,
                attempt: attempted ? try Samples.attempt(failure) : nil,
                verdict: verdict,
                rules: rules
            )
            var plan = try #require(
                settlement.plan(for: delivery, under: lease, to: record, at: Samples.time(10))
            )
            #expect(plan.changesHealth == (plan.health != record.health))
            #expect(plan.voidsQueue == (plan.health.liveFrom != record.health.liveFrom))
            if plan.needsOldestOpen { plan.recover(from: try oldestOpen()) }
            delivery = plan.delivery
            plan.apply(to: &record)
            return plan.effects
        }
    }

    @Test func successEndsTheDeliveryAndTheOutage() throws {
        var scene = try Scene(state: .failing(Samples.outage()), failedRounds: 2)
        let effects = try scene.settle(.succeeded)
        #expect(scene.delivery.status == .succeeded)
        #expect(scene.delivery.progress.attempts == 1)
        #expect(scene.delivery.progress.failedRounds == 2)
        #expect(scene.delivery.progress.expiredLeases == 0)
        #expect(scene.record.health.state == .active)
        #expect(
            effects
                == SettlementEffects(
                    notices: [],
                    logStatus: .success,
                    isDeactivation: false,
                    delay: .zero
                )
        )
    }

    /// The URL was edited during the attempt: what the old one answered ends nothing.
    /// Fault 65.
    @Test(arguments: [
        Settlement.Verdict.quickRetry(after: .seconds(5)), .nextRound(after: .seconds(60)), .gaveUp,
        .gone,
    ])
    func aFailureOfTheOldURLBeginsTheRoundsAnew(_ verdict: Settlement.Verdict) throws {
        var scene = try Scene(failedRounds: 4)
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        _ = scene.record.health.apply(.urlChanged, at: Samples.time(5), rules: rules)
        let effects = try scene.settle(verdict, AttemptFailure(status: 410))
        #expect(scene.delivery.status == .waiting(due: Samples.time(10)))
        #expect(effects.delay == .zero)
        #expect(effects.logStatus == .debug)
        #expect(scene.record.health.state == .active)
        _ = scene.delivery.lease(
            to: try Samples.worker(),
            epoch: 2,
            of: scene.record,
            at: Samples.time(11)
        )
        #expect(scene.delivery.progress.failedRounds == 0)
        #expect(scene.delivery.progress.attempts == 1)
    }

    /// A resend is one attempt, whatever becomes of the URL meanwhile (D-14).
    @Test func aResendToTheOldURLIsOver() throws {
        var scene = try Scene(kind: .manual)
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        _ = scene.record.health.apply(.urlChanged, at: Samples.time(5), rules: rules)
        _ = try scene.settle(.gaveUp, Samples.refused)
        #expect(scene.delivery.status == .failed)
    }

    @Test func quickRetrySpendsNoRound() throws {
        var scene = try Scene(failedRounds: 1)
        let effects = try scene.settle(.quickRetry(after: .seconds(5)), Samples.refused)
        #expect(scene.delivery.status == .waiting(due: Samples.time(15)))
        #expect(scene.delivery.progress.quickRetries == 1)
        #expect(scene.delivery.progress.failedRounds == 1)
        #expect(scene.delivery.progress.attempts == 1)
        #expect(scene.record.health.outage?.failedRounds == 0)
        #expect(scene.record.health.outage?.position == Position(7))
        #expect(effects.logStatus == .debug)
    }

    @Test func nextRoundBeginsItsQuickRetriesAnew() throws {
        var scene = try Scene()
        scene.delivery.progress.quickRetries = 3
        _ = try scene.settle(.nextRound(after: .seconds(60)), Samples.timeout)
        #expect(scene.delivery.status == .waiting(due: Samples.time(70)))
        #expect(scene.delivery.progress.quickRetries == 0)
        #expect(scene.delivery.progress.failedRounds == 1)
        #expect(scene.record.health.outage?.failedRounds == 1)
        #expect(scene.delivery.progress.firstAttemptAt == Samples.time(0))
    }

    @Test func halfOfTheRoundsGivesOneNotice() throws {
        var scene = try Scene(failedRounds: 2)
        let effects = try scene.settle(.nextRound(after: .seconds(900)), Samples.timeout)
        #expect(effects.notices.count == 1)
        guard case .failing(let outage)? = effects.notices.first?.kind else {
            Issue.record("\(effects.notices)")
            return
        }
        #expect(outage.isNoticed)
        #expect(effects.notices.first?.webhook?.name == "Orders")
        #expect(effects.notices.first?.at == Samples.time(10))
    }

    @Test func lastRoundDeactivatesAndGivesTheOldestPosition() throws {
        var scene = try Scene(state: .failing(Samples.outage(position: 5)), failedRounds: 4)
        var asked = 0
        let effects = try scene.settle(.gaveUp, Samples.timeout) {
            asked += 1
            return Position(3)
        }
        #expect(asked == 1)
        #expect(scene.delivery.status == .failed)
        #expect(scene.delivery.progress.failedRounds == 5)
        #expect(effects.logStatus == .error)
        #expect(effects.isDeactivation)
        guard case .inactive(let deactivation) = scene.record.health.state else {
            Issue.record("still \(scene.record.health.state)")
            return
        }
        #expect(deactivation.reason == .exhausted)
        #expect(deactivation.outage?.position == Position(3))
        #expect(effects.notices.map(\.kind) == [.deactivated(deactivation)])
    }

    @Test(arguments: [nil, 6] as [Int64?])
    func positionNeverMovesAheadOfTheOutage(_ oldest: Int64?) throws {
        var scene = try Scene(state: .failing(Samples.outage(position: 5)), failedRounds: 4)
        _ = try scene.settle(.gaveUp, Samples.timeout) { oldest.map { Position($0) } }
        guard case .inactive(let deactivation) = scene.record.health.state else {
            Issue.record("still \(scene.record.health.state)")
            return
        }
        #expect(deactivation.outage?.position == Position(5))
    }

    ///
    @Test func givingUpOneEventKeepsTheWebhookActive() throws {
        var scene = try Scene(failedRounds: 12)
        let effects = try scene.settle(
            .gaveUp,
            Samples.timeout,
            rules: .init(policy: .glassix, isExempt: false)
        )
        #expect(scene.delivery.status == .failed)
        #expect(scene.record.health.sends)
        #expect(effects.logStatus == .debug)
        #expect(!effects.isDeactivation)
    }

    @Test func releasedBurnsNothing() throws {
        var scene = try Scene(failedRounds: 2)
        scene.delivery.progress.quickRetries = 1
        let before = scene.record
        let effects = try scene.settle(.released(after: .seconds(7)), attempted: false)
        #expect(scene.delivery.status == .waiting(due: Samples.time(17)))
        #expect(scene.delivery.progress.failedRounds == 2)
        #expect(scene.delivery.progress.quickRetries == 1)
        #expect(scene.delivery.progress.attempts == 0)
        #expect(scene.delivery.progress.firstAttemptAt == nil)
        #expect(scene.record == before)
        #expect(effects.notices.isEmpty)
        #expect(effects.logStatus == nil)
        #expect(!effects.isDeactivation)
    }

    @Test func releasedKeepsTheWindowOfEarlierAttempts() throws {
        var scene = try Scene()
        scene.delivery.progress.attempts = 1
        _ = try scene.settle(.released(after: .zero), attempted: false)
        #expect(scene.delivery.progress.firstAttemptAt == Samples.time(0))
    }

    @Test func releasedWithAnAttemptIsLoggedWithoutEffectOnHealth() throws {
        var scene = try Scene()
        let effects = try scene.settle(.released(after: .seconds(7)), Samples.refused)
        #expect(effects.logStatus == .debug)
        #expect(scene.record.health == WebhookHealth())
        #expect(scene.delivery.progress.attempts == 1)
        #expect(scene.delivery.progress.firstAttemptAt == Samples.time(0))
    }

    @Test func manualDeliveriesDoNotTouchHealth() throws {
        for failure in [nil, Samples.timeout, Samples.status(410)] {
            var scene = try Scene(kind: .manual, state: .failing(Samples.outage()))
            let before = scene.record.health
            let effects = try scene.settle(failure == nil ? .succeeded : .gaveUp, failure)
            #expect(scene.record.health == before)
            #expect(effects.notices.isEmpty && !effects.isDeactivation)
            #expect(effects.logStatus == (failure == nil ? .success : .debug))
            #expect(scene.delivery.status == (failure == nil ? .succeeded : .failed))
        }
    }

    @Test func resultsOfAnEarlierGenerationLeaveHealthAlone() throws {
        var scene = try Scene(failedRounds: 4)
        scene.record.health.generation += 1
        let before = scene.record.health
        let effects = try scene.settle(.gone, Samples.status(410))
        #expect(scene.record.health == before)
        #expect(effects.logStatus == .debug)
    }

    @Test func sameOutageAndKindGiveTheSameNoticeAndOthersDoNot() throws {
        let record = try Samples.record()
        var later = record
        later.health.outages += 1
        let outage = Samples.outage()
        let deactivation = Deactivation(reason: .gone, at: Samples.time(0), outage: outage)
        let first = Notice(.noticeFailing(outage), about: record.webhook, at: Samples.time(0))
        let again = Notice(.noticeFailing(outage), about: record.webhook, at: Samples.time(9))
        let others = [
            Notice(.noticeDeactivated(deactivation), about: record.webhook, at: Samples.time(0)),
            Notice(.noticeReactivated(deactivation), about: record.webhook, at: Samples.time(0)),
            Notice(.noticeFailing(outage), about: later.webhook, at: Samples.time(0)),
        ]
        #expect(first.id == again.id)
        #expect(Set(others.map(\.id)).union([first.id]).count == 4)
    }
}
