import Testing

@testable import WebhookKit

/// Webhooks whose secrets cannot be opened, beyond what service tests reach (D-16).
@Suite struct SecretTroubleTests {
    private static func id(_ number: Int) throws -> Webhook.ID { try Webhook.ID("wh_\(number)") }

    /// A cipher that is away with more webhooks than are remembered fills no memory without end.
    @Test func remembersSoManyAndNoMore() throws {
        var trouble = SecretTrouble()
        for number in 0..<SecretTrouble.capacity + 10 {
            let finding = trouble.recordFailure(of: try Self.id(number), at: .seconds(1))
            #expect(finding.isNew == (number < SecretTrouble.capacity))
        }
        #expect(trouble.count(at: .seconds(1)) == SecretTrouble.capacity)
        let further = try Self.id(SecretTrouble.capacity + 1)
        #expect(trouble.rest(of: further, at: .seconds(1), limit: .seconds(15)) == nil)
        #expect(trouble.rest(of: try Self.id(0), at: .seconds(1), limit: .seconds(15)) != nil)
        // One that is fine again makes room.
        #expect(trouble.recordSuccess(of: try Self.id(0)))
        #expect(trouble.recordFailure(of: further, at: .seconds(2)).isNew)
    }

    @Test func forgetsWhatNobodyHasMetForAnHour() throws {
        var trouble = SecretTrouble()
        _ = trouble.recordFailure(of: try Self.id(1), at: .zero)
        #expect(trouble.count(at: SecretTrouble.memory - .seconds(1)) == 1)
        #expect(trouble.count(at: SecretTrouble.memory) == 0)
    }
}
