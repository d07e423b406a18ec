import Testing

@testable import WebhookKit

@Suite struct LocalTroubleTableTests {
    private let odd = Webhook.ID(at: .zero, entropy: (1, 1))
    private let sound = Webhook.ID(at: .zero, entropy: (2, 2))

    /// Fails every 10 s, with an answer to another webhook between any two or not.
    private func findings(count: Int, isAnswered: Bool) -> [LocalTrouble.Finding] {
        var trouble = LocalTrouble()
        return (0..<count).map { number in
            if isAnswered { trouble.recordAnswer(of: sound) }
            return trouble.recordFailure(of: odd, at: .seconds(number * 10))
        }
    }

    @Test func aRowIsLoggedLessAndLess() {
        let notable = findings(count: 1000, isAnswered: false).indices(of: .notable)
        #expect(notable.ranges.flatMap(\.self) == [0, 1, 3, 7, 15, 31, 63, 127, 255, 511])
    }

    @Test func withAnswersToOthersItIsTheWebhooksAfterTenMinutes() {
        let findings = findings(count: 100, isAnswered: true)
        #expect(findings.firstIndex(of: .webhooksOwn) == 60)
        #expect(findings.dropFirst(60).allSatisfy { $0 == .webhooksOwn })
    }

    @Test func manyFailuresAtOnceAreOneSign() {
        var trouble = LocalTrouble()
        for number in 0..<19 {
            trouble.recordAnswer(of: sound)
            for _ in 0..<100 {
                let finding = trouble.recordFailure(of: odd, at: .seconds(number * 3600))
                #expect(finding != .webhooksOwn)
            }
        }
    }

    @Test func itsOwnAnswerEndsTheRow() {
        var trouble = LocalTrouble()
        for number in 0..<1000 {
            if number % 50 == 0 { trouble.recordAnswer(of: odd) }
            trouble.recordAnswer(of: sound)
            let finding = trouble.recordFailure(of: odd, at: .seconds(number * 10))
            #expect(finding != .webhooksOwn)
        }
    }

    @Test func memoryHasAnEnd() {
        var trouble = LocalTrouble()
        for number in 0..<(LocalTrouble.capacity * 3) {
            let id = Webhook.ID(at: .zero, entropy: (UInt64(number), 0))
            trouble.recordAnswer(of: sound)
            #expect(trouble.recordFailure(of: id, at: .seconds(number)) == .notable)
        }
    }
}

extension Timestamp {
    fileprivate static let zero = Timestamp(millisecondsSinceEpoch: 0)
}
