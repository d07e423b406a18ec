import Testing

@testable import WebhookKit

@Suite struct LocalTroubleTableTests {
    private let odd = Delivery.ID(at: .zero, entropy: (1, 1))
    private let sound = Delivery.ID(at: .zero, entropy: (2, 2))

    private func webhook(_ number: Int) -> Webhook.ID {
        Webhook.ID(at: .zero, entropy: (UInt64(number), 0))
    }

    /// Fails every 10 s, with an answer to another delivery between any two or not, and so do others.
    private func findings(
        count: Int,
        isAnswered: Bool,
        others: Int = 0
    ) -> [LocalTrouble.Finding] {
        var trouble = LocalTrouble()
        return (0..<count).map { number in
            if isAnswered { trouble.recordOutcome(of: sound, isAnswer: true) }
            for other in 0..<others {
                let id = Delivery.ID(at: .zero, entropy: (UInt64(other), 9))
                _ = trouble.recordFailure(
                    of: id,
                    to: webhook(100 + other),
                    at: .seconds(number * 10)
                )
            }
            return trouble.recordFailure(of: odd, to: webhook(1), at: .seconds(number * 10))
        }
    }

    @Test func aRowIsLoggedLessAndLess() {
        let notable = findings(count: 1000, isAnswered: false).indices(of: .notable)
        #expect(notable.ranges.flatMap(\.self) == [0, 1, 3, 7, 15, 31, 63, 127, 255, 511])
    }

    @Test(arguments: [0, 3])
    func withAnswersToOthersItIsTheWebhooksAfterTenMinutes(others: Int) {
        let findings = findings(count: 100, isAnswered: true, others: others)
        #expect(findings.firstIndex(of: .webhooksOwn) == 60)
        #expect(findings.dropFirst(60).allSatisfy { $0 == .webhooksOwn })
    }

    @Test func whatManyWebhooksHaveIsTheMachines() {
        let findings = findings(count: 1000, isAnswered: true, others: 4)
        #expect(!findings.contains(.webhooksOwn))
    }

    @Test func manyFailuresAtOnceAreOneSign() {
        var trouble = LocalTrouble()
        for number in 0..<19 {
            trouble.recordOutcome(of: sound, isAnswer: true)
            for _ in 0..<100 {
                let at = Duration.seconds(number * 300)
                let finding = trouble.recordFailure(of: odd, to: webhook(1), at: at)
                #expect(finding != .webhooksOwn)
            }
        }
    }

    /// A webhook that answers other deliveries is still the cause.
    @Test func onlyTheDeliverysOwnOutcomeEndsTheRow() {
        for isAnswer in [true, false] {
            var trouble = LocalTrouble()
            for number in 0..<1000 {
                if number % 50 == 0 { trouble.recordOutcome(of: odd, isAnswer: isAnswer) }
                trouble.recordOutcome(of: sound, isAnswer: true)
                let at = Duration.seconds(number * 10)
                #expect(trouble.recordFailure(of: odd, to: webhook(1), at: at) != .webhooksOwn)
            }
        }
    }

    @Test func aRowThatStoodStillBeginsAnew() {
        var trouble = LocalTrouble()
        for number in 0..<40 {
            trouble.recordOutcome(of: sound, isAnswer: true)
            _ = trouble.recordFailure(of: odd, to: webhook(1), at: .seconds(number * 10))
        }
        trouble.recordOutcome(of: sound, isAnswer: true)
        #expect(trouble.recordFailure(of: odd, to: webhook(1), at: .seconds(9000)) == .notable)
    }

    @Test func memoryHasAnEnd() {
        var trouble = LocalTrouble()
        for number in 0..<(LocalTrouble.capacity * 3) {
            let id = Delivery.ID(at: .zero, entropy: (UInt64(number), 7))
            trouble.recordOutcome(of: sound, isAnswer: true)
            let at = Duration.seconds(number)
            #expect(trouble.recordFailure(of: id, to: webhook(number), at: at) == .notable)
        }
    }
}

extension Timestamp {
    fileprivate static let zero = Timestamp(millisecondsSinceEpoch: 0)
}
