import Testing

@testable import WebhookKit

@Suite struct DeliveryFlowTests {
    /// How many more attempts a webhook may have, by its flow, its group and those in flight (D-10).
    @Test(
        arguments: [
            (DeliveryFlow(), .prompt, 0, 4), (DeliveryFlow(), .prompt, 4, 0),
            (DeliveryFlow(), .slow, 1, 3), (DeliveryFlow(), .silent, 0, 1),
            (DeliveryFlow(), .unproven, 1, 0), (DeliveryFlow(concurrency: 9), .prompt, 2, 7),
            (DeliveryFlow(concurrency: 9), .silent, 1, 0),
            (DeliveryFlow(concurrency: 0), .prompt, 0, 1),
            (DeliveryFlow(concurrency: 9, isOrdered: true), .prompt, 0, 1),
            (DeliveryFlow(isOrdered: true), .prompt, 1, 0),
            (DeliveryFlow(concurrency: 2), .prompt, 5, -3),
        ] as [(DeliveryFlow, Responsiveness, Int, Int)]
    )
    func roomFollowsFlowAndGroup(
        _ flow: DeliveryFlow,
        _ group: Responsiveness,
        _ leased: Int,
        _ room: Int
    ) {
        #expect(flow.room(beside: leased, in: group, default: 4) == room)
    }

    /// The soonest counts, and what has passed is due at once.
    @Test func theNextDueTimeIsTheSoonest() {
        var claim = Claim()
        claim.note(nextDue: .seconds(9))
        #expect(claim.nextDue == .seconds(9))
        claim.note(nextDue: .seconds(20))
        #expect(claim.nextDue == .seconds(9))
        claim.note(nextDue: .seconds(-1))
        #expect(claim.nextDue == .zero)
    }
}
