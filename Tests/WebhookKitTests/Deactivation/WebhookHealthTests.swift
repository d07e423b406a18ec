import Foundation
import Testing
import WebhookKitTesting

@testable import WebhookKit

@Suite struct WebhookHealthTests {
    private static func failed(
        _ position: Int64,
        rounds: Int?,
        _ failure: AttemptFailure = Samples.timeout,
        policy: DeliveryPolicy = .gladly
    ) -> WebhookHealth.Input {
        let rules = WebhookHealth.Rules(policy: policy, isExempt: false)
        let report = Samples.report(position, failure, rounds: rounds, rules: rules)
        return .failed(report, generation: 1)
    }

    private let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)

    @Test func outageKeepsItsFirstTimeItsLeastPositionAndItsLastFailure() throws {
        var health = WebhookHealth()
        _ = health.apply(Self.failed(8, rounds: nil), at: Samples.time(0), rules: rules)
        _ = health.apply(Self.failed(6, rounds: 1), at: Samples.time(60), rules: rules)
        _ = health.apply(
            Self.failed(9, rounds: 1, Samples.refused),
            at: Samples.time(90),
            rules: rules
        )
        let outage = try #require(health.outage)
        #expect(outage.firstFailureAt == Samples.time(0))
        #expect(outage.position == Position(6))
        #expect(outage.failedRounds == 2)
        #expect(outage.lastFailure == Samples.refused)
        #expect(health.outages == 1)
    }

    @Test func deactivationKeepsTheOutageWithTheFailureThatCausedIt() throws {
        var health = WebhookHealth(state: .failing(Samples.outage(failedRounds: 4)))
        let effects = health.apply(
            Self.failed(9, rounds: 5, Samples.refused),
            at: Samples.time(0),
            rules: rules
        )
        guard case .inactive(let deactivation) = health.state else {
            Issue.record("still \(health.state)")
            return
        }
        #expect(deactivation.at == Samples.time(0))
        #expect(deactivation.outage?.firstFailureAt == Samples.time(-7200))
        #expect(deactivation.outage?.position == Position(5))
        #expect(deactivation.outage?.failedRounds == 5)
        #expect(deactivation.outage?.lastFailure == Samples.refused)
        #expect(effects == [.noticeDeactivated(deactivation)])
    }

    @Test(arguments: [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (12, 7)])
    func noticesAfterHalfOfTheRoundsRoundedUp(_ gaps: Int, _ firstNoticed: Int) {
        let policy = DeliveryPolicy(
            window: .seconds(3600),
            gaps: Array(repeating: .seconds(1), count: gaps)
        )
        for rounds in 1...gaps + 1 {
            var health = WebhookHealth()
            let effects = health.apply(
                Self.failed(1, rounds: rounds, policy: policy),
                at: Samples.time(0),
                rules: .init(policy: policy, isExempt: false)
            )
            #expect(effects.isEmpty == (rounds < firstNoticed), "round \(rounds) of \(gaps + 1)")
        }
    }

    @Test func clockJumpAloneDoesNotDeactivate() {
        var health = WebhookHealth()
        let rules = WebhookHealth.Rules(policy: .standardWebhooks, isExempt: false)
        _ = health.apply(
            Self.failed(1, rounds: 1, policy: .standardWebhooks),
            at: Samples.time(0),
            rules: rules
        )
        let effects = health.apply(
            Self.failed(1, rounds: 2, policy: .standardWebhooks),
            at: Samples.time(10 * 86_400),
            rules: rules
        )
        #expect(effects.isEmpty)
        #expect(health.sends)
    }

    /// What failing for five days looks like, and what only looks like it (A-2).
    struct History: Sendable, CustomTestStringConvertible {
        /// Hours at which rounds fail, and how manieth of its event each is.
        let rounds: [(hour: Int64, round: Int)]
        let isFailing: Bool
        let testDescription: String
    }

    private static let firstEvent: [(hour: Int64, round: Int)] = zip(
        [0, 0, 0, 1, 3, 8, 18, 32, 52, 76] as [Int64],
        1...
    ).map { ($0, $1) }

    private static let histories = [
        History(
            rounds: firstEvent + [(100, 1), (120, 1)],
            isFailing: true,
            testDescription: "an event with all of its rounds, then one a day"
        ),
        History(
            rounds: firstEvent + [(100, 1), (119, 1)],
            isFailing: false,
            testDescription: "an hour less than five days"
        ),
        History(
            rounds: firstEvent + [(26 * 24, 1)],
            isFailing: false,
            testDescription: "one event given up, weeks of silence, one failure"
        ),
        History(
            rounds: firstEvent + [(100, 1), (119, 1), (26 * 24, 1)],
            isFailing: false,
            testDescription: "nearly five days, weeks of silence, one failure"
        ),
        History(
            rounds: firstEvent + [(100, 1), (119, 1), (26 * 24, 1), (26 * 24 + 1, 2)],
            isFailing: true,
            testDescription: "the second failure after the silence"
        ),
        History(
            rounds: (0..<10).map { (Int64($0) / 10, 1) } + [(240, 2)],
            isFailing: false,
            testDescription: "ten events fail once, the clock jumps ten days"
        ),
        History(
            rounds: (0..<300).map { (Int64($0), 1) },
            isFailing: false,
            testDescription: "many events, none of which has had its rounds"
        ),
        History(
            rounds: firstEvent + [(-2000, 1), (2000, 2), (-2000, 3), (2000, 4)],
            isFailing: false,
            testDescription: "the clock jumps to and fro"
        ),
    ]

    /// A-2; Fault 70.
    @Test(arguments: histories)
    func onlyShownTimeDeactivates(_ history: History) {
        var health = WebhookHealth()
        let rules = WebhookHealth.Rules(policy: .standardWebhooks, isExempt: false)
        for (index, round) in history.rounds.enumerated() {
            #expect(health.sends, "before the last of them")
            _ = health.apply(
                Self.failed(Int64(index), rounds: round.round, policy: .standardWebhooks),
                at: Samples.time(round.hour * 3600),
                rules: rules
            )
        }
        #expect(health.sends != history.isFailing)
    }

    @Test func anOutageOfAnEarlierVersionIsReadAndGoesOn() throws {
        let json = #"""
            {"failedRounds":9,"firstFailureAt":5,"isNoticed":true,"position":9,
            "lastFailure":{"kind":"dns","detail":"no such name"}}
            """#
        let outage = try JSONDecoder().decode(Outage.self, from: Data(json.utf8))
        #expect(outage.shown == .zero)
        #expect(outage.failedRounds == 9)
        let again = try JSONDecoder().decode(Outage.self, from: JSONEncoder().encode(outage))
        #expect(again == outage)
    }

    /// Long random histories: what must hold whatever happens.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func invariantsHoldInRandomHistories(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let tables = WebhookHealthTableTests.variants
        var health = WebhookHealth()
        var noticedOutages: Set<Int> = []
        var deactivatedOutages: Set<Int> = []
        for step in 0..<20_000 {
            let rules = tables[Int.random(in: 0..<tables.count, using: &random)].rules
            let generation = health.generation - Int.random(in: 0...3, using: &random) / 3
            let input = Self.randomInput(generation, rules, &random)
            let before = health
            let effects = health.apply(input, at: Samples.time(Int64(step) * 600), rules: rules)
            let place: Comment = "seed \(seed), step \(step)"
            #expect(health.generation >= before.generation, place)
            #expect(health.liveFrom <= health.generation, place)
            #expect(health.outages >= before.outages, place)
            #expect(effects.count <= 1, place)
            if generation < before.generation, case .failed = input {
                #expect(health == before && effects.isEmpty, place)
            }
            if rules.isExempt, case .failed = input {
                #expect(health.queuesEvents == before.queuesEvents, place)
            }
            if case .noticeFailing? = effects.first {
                #expect(noticedOutages.insert(health.outages).inserted, place)
            }
            if case .noticeDeactivated? = effects.first {
                #expect(deactivatedOutages.insert(health.outages).inserted, place)
            }
        }
        #expect(noticedOutages.count > 10 && deactivatedOutages.count > 10)
    }

    private static func randomInput(
        _ generation: Int,
        _ rules: WebhookHealth.Rules,
        _ random: inout SeededRandom
    ) -> WebhookHealth.Input {
        switch Int.random(in: 0..<20, using: &random) {
        case 0, 1: return .succeeded(generation: generation)
        case 2, 3, 4: return .activate
        case 5: return .deactivate(.manual)
        case 6: return .deactivate(.ownerDeactivated)
        case 7: return .pause
        case 8: return .urlChanged
        default:
            let rounds = Int.random(in: 0...5, using: &random)
            let isGone = Int.random(in: 0..<20, using: &random) == 0
            return .failed(
                Samples.report(
                    Int64.random(in: 1...100, using: &random),
                    isGone ? Samples.status(410) : Samples.timeout,
                    rounds: rounds == 0 ? nil : rounds,
                    rules: rules
                ),
                generation: generation
            )
        }
    }
}
