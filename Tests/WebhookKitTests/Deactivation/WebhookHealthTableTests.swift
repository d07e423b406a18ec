import Testing

@testable import WebhookKit

/// Every state with every input under every kind of rule, against a table written by hand.
///
/// States: A active, F failing, N failing and noticed, P paused, Q paused in an outage, R the same
/// and noticed, I inactive. After `!` stands the effect: f failing, d deactivated, r reactivated.
@Suite struct WebhookHealthTableTests {
    enum Step: String, CaseIterable {
        case succeeded, succeededOld, quick, failedOld, round2, half, last, gone, goneInRound1
        case activate, manual, owner, pause, url
    }

    struct Variant: CustomTestStringConvertible, Sendable {
        var name: String
        var rules: WebhookHealth.Rules
        /// What differs from the base table, by input; in the order A F N P Q R.
        var cells: [Step: String] = [:]
        /// The failed rounds that an outage in the start state has.
        var roundsBefore = 1
        var testDescription: String { name }
    }

    /// Gladly's rules: 5 rounds, exhaustion and 410 deactivate.
    static let base: [Step: String] = [
        .succeeded: "A A A P P P",
        .succeededOld: "A F N P Q R",
        .quick: "F F N Q Q R",
        .failedOld: "A F N P Q R",
        .round2: "F F N Q Q R",
        .half: "N!f N!f N R!f R!f R",
        .last: "exhausted!d exhausted!d exhausted!d exhausted!d exhausted!d exhausted!d",
        .gone: "gone!d gone!d gone!d gone!d gone!d gone!d",
        .goneInRound1: "gone!d gone!d gone!d gone!d gone!d gone!d",
        .activate: "A A A A A A",
        .manual: "manual manual manual manual manual manual",
        .owner: "owner!d owner!d owner!d owner!d owner!d owner!d",
        .pause: "P Q R P Q R",
        .url: "A A A P P P",
    ]

    static let asHalf = "N!f N!f N R!f R!f R"
    static let asQuick = "F F N Q Q R"

    static func policy(_ change: (inout DeliveryPolicy) -> Void) -> WebhookHealth.Rules {
        var policy = DeliveryPolicy.gladly
        change(&policy)
        return WebhookHealth.Rules(policy: policy, isExempt: false)
    }

    static let variants: [Variant] = [
        Variant(name: "gladly", rules: policy { _ in }),
        Variant(
            name: "exempt",
            rules: .init(
                policy: {
                    var policy = DeliveryPolicy.gladly
                    policy.consecutiveFailureLimit = 1
                    policy.failingLimit = .seconds(1)
                    return policy
                }(),
                isExempt: true
            ),
            cells: [.last: asHalf, .gone: asQuick, .goneInRound1: asQuick],
            roundsBefore: 9
        ),
        Variant(
            name: "gives up, 410 off",
            rules: policy {
                $0.exhaustion = .giveUp
                $0.deactivatesWhenGone = false
            },
            cells: [.last: asHalf, .gone: asQuick, .goneInRound1: asQuick]
        ),
        Variant(
            name: "two in a row",
            rules: policy {
                $0.exhaustion = .giveUp
                $0.consecutiveFailureLimit = 2
            },
            cells: [
                .round2: "F two!d two!d Q two!d two!d",
                .half: "N!f two!d two!d R!f two!d two!d",
                .last: "N!f two!d two!d R!f two!d two!d",
            ]
        ),
        Variant(
            name: "two in a row, and exhaustion, which comes first",
            rules: policy { $0.consecutiveFailureLimit = 2 },
            cells: [
                .round2: "F two!d two!d Q two!d two!d",
                .half: "N!f two!d two!d R!f two!d two!d",
            ]
        ),
        Variant(
            name: "failing for an hour, after all rounds of one event",
            rules: policy {
                $0.exhaustion = .giveUp
                $0.failingLimit = .seconds(3600)
            },
            cells: [
                .round2: "F long!d long!d Q long!d long!d",
                .half: "N!f long!d long!d R!f long!d long!d",
                .last: "N!f long!d long!d R!f long!d long!d",
            ],
            roundsBefore: 5
        ),
        Variant(
            name: "failing for an hour, but no event has had its rounds before",
            rules: policy {
                $0.exhaustion = .giveUp
                $0.failingLimit = .seconds(3600)
            },
            cells: [.last: "N!f long!d long!d R!f long!d long!d"],
            roundsBefore: 3
        ),
        Variant(
            name: "failing for three hours, not reached",
            rules: policy {
                $0.exhaustion = .giveUp
                $0.failingLimit = .seconds(3 * 3600)
            },
            cells: [.last: asHalf],
            roundsBefore: 9
        ),
    ]

    static func input(_ step: Step, _ rules: WebhookHealth.Rules) -> WebhookHealth.Input {
        func failed(_ kind: AttemptFailure.Kind, _ rounds: Int?, _ generation: Int = 4)
            -> WebhookHealth.Input
        {
            let failure = AttemptFailure(kind: kind, detail: "")
            let report = Samples.report(9, failure, rounds: rounds, rules: rules)
            return .failed(report, generation: generation)
        }
        return switch step {
        case .succeeded: .succeeded(generation: 4)
        case .succeededOld: .succeeded(generation: 3)
        case .quick: failed(.transient, nil)
        case .failedOld: failed(.gone, 5, 3)
        case .round2: failed(.timeout, 2)
        case .half: failed(.timeout, 3)
        case .last: failed(.timeout, 5)
        case .gone: failed(.gone, nil)
        case .goneInRound1: failed(.gone, 1)
        case .activate: .activate
        case .manual: .deactivate(.manual)
        case .owner: .deactivate(.ownerDeactivated)
        case .pause: .pause
        case .url: .urlChanged
        }
    }

    static func health(_ state: WebhookHealth.State) -> WebhookHealth {
        var health = WebhookHealth(state: state)
        health.generation = 4
        health.liveFrom = 3
        health.outages = 6
        return health
    }

    static func code(_ health: WebhookHealth, _ effects: [WebhookHealth.Effect]) -> String {
        let state =
            switch health.state {
            case .active: "A"
            case .failing(let outage): outage.isNoticed ? "N" : "F"
            case .paused(nil): "P"
            case .paused(let outage?): outage.isNoticed ? "R" : "Q"
            case .inactive(let deactivation): code(deactivation.reason)
            }
        let told = effects.map { effect in
            switch effect {
            case .noticeFailing: "!f"
            case .noticeDeactivated: "!d"
            case .noticeReactivated: "!r"
            }
        }
        return state + told.joined()
    }

    static func code(_ reason: Deactivation.Reason) -> String {
        switch reason {
        case .manual: "manual"
        case .exhausted: "exhausted"
        case .consecutiveFailures(let count): count == 2 ? "two" : "\(count) in a row"
        case .failingFor(let time): time == .seconds(7200) ? "long" : "\(time)"
        case .gone: "gone"
        case .ownerDeactivated: "owner"
        }
    }

    /// A-1.
    @Test(arguments: variants)
    func livingStatesFollowTheTable(_ variant: Variant) throws {
        let outage = Samples.outage(failedRounds: variant.roundsBefore)
        var noticed = outage
        noticed.isNoticed = true
        let starts: [WebhookHealth.State] = [
            .active, .failing(outage), .failing(noticed),
            .paused(nil), .paused(outage), .paused(noticed),
        ]
        for step in Step.allCases {
            let row = try #require(variant.cells[step] ?? Self.base[step]).split(separator: " ")
            try #require(row.count == starts.count)
            for (start, expected) in zip(starts, row) {
                let before = Self.health(start)
                var after = before
                let effects = after.apply(
                    Self.input(step, variant.rules),
                    at: Samples.time(0),
                    rules: variant.rules
                )
                #expect(
                    Self.code(after, effects) == expected,
                    "\(variant.name): \(Self.code(before, [])) x \(step)"
                )
                checkCounters(before, after, effects, step)
            }
        }
    }

    private func checkCounters(
        _ before: WebhookHealth,
        _ after: WebhookHealth,
        _ effects: [WebhookHealth.Effect],
        _ step: Step
    ) {
        let place: Comment = "\(Self.code(before, [])) x \(step)"
        let isDeactivation = before.queuesEvents && !after.queuesEvents
        let isActivation = !before.queuesEvents && after.queuesEvents
        let voids = isDeactivation || isActivation
        #expect(after.generation == (voids || step == .url ? 5 : 4), place)
        #expect(after.liveFrom == (voids ? 5 : 3), place)
        let beginsOutage = before.outage == nil && after.outage != nil
        var tells = false
        if case .noticeDeactivated? = effects.first { tells = true }
        #expect(after.outages == (beginsOutage || (tells && before.outage == nil) ? 7 : 6), place)
    }

    static let reasons: [Deactivation.Reason] = [
        .manual, .exhausted, .consecutiveFailures(3), .failingFor(.seconds(60)), .gone,
        .ownerDeactivated,
    ]

    @Test(arguments: reasons)
    func inactiveChangesOnlyByActivation(_ reason: Deactivation.Reason) {
        let deactivation = Deactivation(
            reason: reason,
            at: Samples.time(-60),
            outage: Samples.outage()
        )
        for variant in Self.variants {
            for step in Step.allCases {
                let before = Self.health(.inactive(deactivation))
                var after = before
                let effects = after.apply(
                    Self.input(step, variant.rules),
                    at: Samples.time(0),
                    rules: variant.rules
                )
                checkCounters(before, after, effects, step)
                if step == .activate {
                    #expect(after.state == .active)
                    #expect(
                        effects
                            == (reason == .manual ? [] : [.noticeReactivated(deactivation)])
                    )
                } else {
                    #expect(after.state == before.state)
                    #expect(effects.isEmpty)
                }
            }
        }
    }
}
