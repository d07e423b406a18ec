import Testing

@testable import WebhookKit

@Suite struct DeliveryStepsTests {
    @Test func leaseKeepsTheFirstAttemptsTime() throws {
        let record = try Samples.record()
        var delivery = try Samples.delivery(to: record)
        let worker = try Samples.worker()
        let first = delivery.lease(to: worker, epoch: 1, of: record, at: Samples.time(1))
        #expect(delivery.status == .leased)
        #expect(first.generation == record.health.generation)
        let second = delivery.lease(to: worker, epoch: 2, of: record, at: Samples.time(9))
        #expect(second.epoch == 2 && second != first)
        #expect(delivery.progress.firstAttemptAt == Samples.time(1))
    }

    @Test func newURLBeginsTheRoundsAnew() throws {
        var record = try Samples.record()
        var delivery = try Samples.delivery(to: record)
        delivery.progress.failedRounds = 4
        delivery.progress.quickRetries = 2
        delivery.progress.attempts = 17
        delivery.progress.firstAttemptAt = Samples.time(-3000)
        _ = record.health.apply(
            .urlChanged,
            at: Samples.time(0),
            rules: .init(policy: .gladly, isExempt: false)
        )
        #expect(delivery.isSendable(by: record))
        let lease = delivery.lease(
            to: try Samples.worker(),
            epoch: 1,
            of: record,
            at: Samples.time(0)
        )
        #expect(lease.generation == 2 && delivery.generation == 2)
        #expect(delivery.progress.failedRounds == 0 && delivery.progress.quickRetries == 0)
        #expect(delivery.progress.attempts == 17)
        #expect(delivery.progress.firstAttemptAt == Samples.time(0))
    }

    @Test func fourthExpiredLeaseParks() throws {
        let record = try Samples.record()
        var delivery = try Samples.delivery(to: record)
        for expired in 1...4 {
            #expect(delivery.isSuspect == (expired == 4))
            _ = delivery.lease(
                to: try Samples.worker(),
                epoch: expired,
                of: record,
                at: Samples.time(0)
            )
            delivery.expireLease(at: Samples.time(60))
            #expect(
                delivery.status == (expired == 4 ? .parked : .waiting(due: Samples.time(60)))
            )
        }
        #expect(delivery.isOpen && delivery.due == nil)
        delivery.expireLease(at: Samples.time(99))
        #expect(delivery.progress.expiredLeases == 4)
        delivery.resume(at: Samples.time(120))
        #expect(delivery.status == .waiting(due: Samples.time(120)))
        #expect(!delivery.isSuspect)
        delivery.resume(at: Samples.time(200))
        #expect(delivery.due == Samples.time(120))
    }

    /// D-8, D-13.
    @Test func aLeaseOfADeadHolderIsDueAtOnceAndDoesNotCount() throws {
        let record = try Samples.record()
        var delivery = try Samples.delivery(to: record)
        for epoch in 1...5 {
            let (owner, now) = (try Samples.worker(), Samples.time(Int64(epoch) * 10))
            _ = delivery.lease(to: owner, epoch: epoch, of: record, at: now)
            delivery.loseLease(at: now)
            #expect(delivery.status == .waiting(due: now))
            #expect(delivery.progress.expiredLeases == 0)
            #expect(delivery.progress.firstAttemptAt == Samples.time(10))
        }
        // Only a lease can be lost.
        delivery.loseLease(at: Samples.time(99))
        #expect(delivery.due == Samples.time(50))
    }

    /// D-13: kills lead to being tried alone, and only kills while it is alone to parking.
    /// Fault 56.
    @Test func killsInCompanySetApartAndKillsAlonePark() throws {
        let record = try Samples.record()
        var delivery = try Samples.delivery(to: record)
        func kill(holdingOthers: Bool) throws {
            let now = Samples.time(10)
            _ = delivery.lease(to: try Samples.worker(), epoch: 1, of: record, at: now)
            delivery.loseLease(by: .killed(holdingOthers: holdingOthers), at: now)
        }
        for _ in 1...4 { try kill(holdingOthers: true) }
        #expect(!delivery.isSuspect)
        try kill(holdingOthers: true)
        #expect(delivery.isSuspect)
        for _ in 1...200 { try kill(holdingOthers: true) }
        for count in 1...3 {
            try kill(holdingOthers: false)
            #expect(delivery.progress.expiredLeases == count)
            #expect(delivery.status == .waiting(due: Samples.time(10)))
        }
        try kill(holdingOthers: false)
        #expect(delivery.status == .parked)
        delivery.resume(at: Samples.time(20))
        #expect(!delivery.isSuspect)
        #expect(delivery.progress.lostLeases == 0)
    }

    @Test func activationAndDeactivationVoidTheQueueButPauseDoesNot() throws {
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        var record = try Samples.record()
        let delivery = try Samples.delivery(to: record)
        let manual = try Samples.delivery(8, to: record, kind: .manual)
        _ = record.health.apply(.pause, at: Samples.time(0), rules: rules)
        #expect(!delivery.isVoid(for: record) && !delivery.isSendable(by: record))
        #expect(manual.isSendable(by: record))
        _ = record.health.apply(.activate, at: Samples.time(0), rules: rules)
        #expect(delivery.isSendable(by: record))
        _ = record.health.apply(.deactivate(.manual), at: Samples.time(0), rules: rules)
        #expect(delivery.isVoid(for: record))
        #expect(manual.isSendable(by: record))
        _ = record.health.apply(.activate, at: Samples.time(0), rules: rules)
        #expect(delivery.isVoid(for: record))
        let next = try Samples.delivery(9, to: record)
        #expect(next.isSendable(by: record))
    }

    @Test func deliveryIDsFollowFromEventAndWebhook() throws {
        let record = try Samples.record()
        let first = Delivery(of: try Samples.stored(1), to: record, kind: .subscribed)
        let again = Delivery(of: try Samples.stored(1), to: record, kind: .subscribed)
        let other = Delivery(of: try Samples.stored(2), to: record, kind: .subscribed)
        #expect(first.id == again.id && first.id != other.id)
        #expect(first.id.string.hasPrefix("dlv_"))
        #expect(first.due == Samples.time(0))
    }

    @Test func claimedDeliveriesTellTheirLagAndAge() throws {
        let record = try Samples.record()
        var delivery = try Samples.delivery(to: record)
        delivery.progress.firstAttemptAt = Samples.time(-50)
        let lease = delivery.lease(
            to: try Samples.worker(),
            epoch: 1,
            of: record,
            at: Samples.time(0)
        )
        func claimed(due: Int64, at now: Int64) throws -> ClaimedDelivery {
            ClaimedDelivery(
                lease: lease,
                delivery: delivery,
                event: try Samples.stored(),
                webhook: record,
                due: Samples.time(due),
                at: Samples.time(now)
            )
        }
        #expect(try claimed(due: -3, at: 0).lag == .seconds(3))
        #expect(try claimed(due: 3, at: 0).lag == .zero)
        #expect(try claimed(due: 0, at: 0).sinceFirstAttempt == .seconds(50))
        // A clock that was set back gives no negative age.
        #expect(try claimed(due: 0, at: -100).sinceFirstAttempt == .zero)
    }
}
