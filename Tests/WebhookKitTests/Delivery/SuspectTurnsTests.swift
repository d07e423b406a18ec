import Testing

@testable import WebhookKit

/// When a process stops for a delivery that may be what takes processes down (D-13).
@Suite struct SuspectTurnsTests {
    private var turns = SuspectTurns(deadline: .seconds(15))
    private let suspect: ClaimedDelivery
    private let other: ClaimedDelivery

    init() throws {
        let record = try Samples.record()
        let delivery = try Samples.delivery(to: record)
        var poison = try Samples.delivery(8, to: record)
        poison.progress.expiredLeases = 3
        other = try Self.claimed(delivery, record)
        suspect = try Self.claimed(poison, record)
    }

    @Test func anIdleProcessTakesOneAtOnceAndNothingBesideIt() {
        var turns = turns
        #expect(!claim(&turns, .none, count: 0, at: 0), "what else is due is not known")
        #expect(turns.pause(at: .zero) == .zero)
        #expect(claim(&turns, .suspect, count: 0, at: 0))
        turns.advance(.init(count: 1, isPrompt: true), at: .seconds(14))
        #expect(!turns.mayClaim(beside: 1))
        #expect(turns.wake(beside: 1) == .seconds(15))
        turns.advance(.init(count: 1, isPrompt: true), at: .seconds(15))
        #expect(turns.mayClaim(beside: 1), "one deadline and no more")
    }

    @Test func aProcessWithNothingElseTakesThemOneAfterTheOther() {
        var turns = turns
        for start in [0, 15, 30] {
            #expect(!claim(&turns, .none, count: 0, at: start))
            #expect(claim(&turns, .suspect, count: 0, at: start))
            turns.advance(.init(count: 0, isPrompt: true), at: .seconds(start + 15))
        }
    }

    /// What came meanwhile has waited; what comes next does not.
    @Test func aProcessWithOtherWorkStopsOneDeadlineAMinute() {
        var turns = turns
        _ = claim(&turns, .none, count: 0, at: 0)
        #expect(claim(&turns, .suspect, count: 0, at: 0))
        turns.advance(.init(count: 0, isPrompt: true), at: .seconds(15))
        #expect(!claim(&turns, .other, count: 0, at: 15))
        #expect(!claim(&turns, .none, count: 0, at: 16))
        #expect(turns.pause(at: .seconds(16)) == .seconds(44))
        #expect(!claim(&turns, .none, count: 0, at: 59))
        #expect(claim(&turns, .suspect, count: 0, at: 60))
    }

    /// A machine that slept for a day while a suspect was tried goes on after the usual pause.
    @Test func aSleepOfTheMachineCostsNoLongerPause() {
        var turns = turns
        _ = claim(&turns, .none, count: 0, at: 0)
        #expect(claim(&turns, .suspect, count: 0, at: 0))
        turns.advance(.init(count: 0, isPrompt: true), at: .seconds(86_400))
        #expect(!claim(&turns, .other, count: 0, at: 86_400))
        #expect(!claim(&turns, .none, count: 0, at: 86_400))
        #expect(turns.pause(at: .seconds(86_400)) == .seconds(45))
    }

    /// Deadlines of the host's own may be as long as it likes.
    @Test func aVeryLongDeadlineStopsForADayAtMost() {
        var turns = SuspectTurns(deadline: .seconds(400 * 86_400))
        _ = claim(&turns, .none, count: 0, at: 0)
        #expect(claim(&turns, .suspect, count: 0, at: 0))
        turns.advance(.init(count: 0, isPrompt: true), at: .seconds(400 * 86_400))
        #expect(!claim(&turns, .other, count: 0, at: 400 * 86_400))
        #expect(!claim(&turns, .none, count: 0, at: 400 * 86_400))
        #expect(turns.pause(at: .seconds(400 * 86_400)) ?? .zero <= .seconds(86_400))
    }

    @Test func aQuickOneCostsAQuickPause() {
        var turns = turns
        _ = claim(&turns, .none, count: 0, at: 0)
        #expect(claim(&turns, .suspect, count: 0, at: 0))
        turns.advance(.init(count: 0, isPrompt: true), at: .milliseconds(30))
        #expect(!claim(&turns, .other, count: 0, at: 0))
        #expect(!claim(&turns, .none, count: 0, at: 0))
        #expect(turns.pause(at: .milliseconds(30)) == .milliseconds(90))
    }

    @Test func aBusyProcessMakesRoomAndGoesOnForThoseThatAnswer() throws {
        var turns = turns
        #expect(!claim(&turns, .other, count: 5, at: 0, spread: 0.5))
        turns.advance(.init(count: 5, isPrompt: false), at: .seconds(29))
        #expect(try shares(turns, count: 5, at: 29) == [.max, .max])
        turns.advance(.init(count: 5, isPrompt: false), at: .seconds(30))
        #expect(try shares(turns, count: 5, at: 30) == [0, 0])
        #expect(turns.mayClaim(beside: 5))
        #expect(!claim(&turns, .other, count: 5, at: 30))
        turns.advance(.init(count: 5, isPrompt: true), at: .seconds(40))
        #expect(!turns.mayClaim(beside: 5))
        turns.advance(.init(count: 0, isPrompt: true), at: .seconds(41))
        #expect(claim(&turns, .suspect, count: 0, at: 41))
        turns.advance(.init(count: 1, isPrompt: true), at: .seconds(54))
        #expect(!turns.mayClaim(beside: 1))
        turns.advance(.init(count: 1, isPrompt: true), at: .seconds(55))
        #expect(turns.mayClaim(beside: 1), "the stop counts from its beginning")
        turns.advance(.init(count: 3, isPrompt: false), at: .seconds(99))
        #expect(turns.mayClaim(beside: 3))
        #expect(try shares(turns, count: 3, at: 99) == [.max, .max])
    }

    @Test func whoeverIsNotIdleInTimeGoesOnAndIsMorePatientTheNextTime() {
        var turns = turns
        _ = claim(&turns, .other, count: 5, at: 0)
        let load = SuspectTurns.Load(count: 5, isPrompt: false)
        turns.advance(load, at: .zero)
        #expect(turns.wake(beside: 5) == .seconds(15))
        turns.advance(load, at: .seconds(15))
        #expect(!turns.mayClaim(beside: 5))
        turns.advance(load, at: .seconds(30))
        #expect(turns.mayClaim(beside: 5))
        turns.advance(load, at: .seconds(74))
        #expect(turns.wake(beside: 5) == nil)
        turns.advance(load, at: .seconds(75))
        #expect(turns.wake(beside: 5) == .seconds(105))
    }

    @Test func whoeverComesTooLateGoesOnAtOnce() {
        var turns = turns
        _ = claim(&turns, .other, count: 1, at: 0)
        turns.advance(.init(count: 1, isPrompt: true), at: .zero)
        #expect(!turns.mayClaim(beside: 1))
        turns.advance(.init(count: 0, isPrompt: true), at: .seconds(1))
        #expect(claim(&turns, .nothingAtAll, count: 0, at: 1))
        #expect(turns.mayClaim(beside: 1))
        #expect(turns.wake(beside: 1) == nil)
    }

    private enum Gift { case none, nothingAtAll, other, suspect }

    /// Claims, and says whether it was as an idle process.
    private func claim(
        _ turns: inout SuspectTurns,
        _ gift: Gift,
        count: Int,
        at seconds: Int,
        spread: Double = 0
    ) -> Bool {
        let now = Duration.seconds(seconds)
        guard var request = try? request() else { return false }
        turns.limit(&request, beside: count, at: now)
        let deliveries: [ClaimedDelivery] =
            switch gift {
            case .none, .nothingAtAll: []
            case .other: [other]
            case .suspect: [suspect]
            }
        let claim = Claim(deliveries: deliveries, hasSuspects: gift != .nothingAtAll)
        turns.note(claim, for: request, beside: count, at: now, spread: spread)
        return request.isIdle
    }

    private func shares(_ turns: SuspectTurns, count: Int, at seconds: Int) throws -> [Int] {
        var request = try request()
        turns.limit(&request, beside: count, at: .seconds(seconds))
        return [request.quietLimit, request.slowLimit]
    }

    private func request() throws -> ClaimRequest {
        ClaimRequest(owner: try Samples.worker(), limit: 10, isIdle: false)
    }

    private static func claimed(
        _ delivery: Delivery,
        _ record: WebhookRecord
    ) throws -> ClaimedDelivery {
        var delivery = delivery
        let now = Samples.time(0)
        let lease = delivery.lease(to: try Samples.worker(), epoch: 1, of: record, at: now)
        return ClaimedDelivery(
            lease: lease,
            delivery: delivery,
            event: try Samples.stored(),
            webhook: record,
            due: now,
            at: now
        )
    }
}
