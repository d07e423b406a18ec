import Testing
import WebhookKit
import WebhookKitTesting

/// Every deactivation keeps the position to recover from.
/// Fault 67.
@Suite struct RecoveryPositionTests {
    private enum Way: CaseIterable { case byHand, byOwner }

    private static func deactivate(_ hook: Webhook, _ way: Way, _ harness: Harness) async throws
        -> Deactivation
    {
        let webhooks = harness.service.webhooks
        switch way {
        case .byHand: try await webhooks.deactivate(hook.id)
        case .byOwner: try await webhooks.deactivate(ownedBy: User.ID("ada"))
        }
        return try #require(try await webhooks.webhook(hook.id)?.deactivation)
    }

    @Test(arguments: Way.allCases)
    private func aPausedQueueIsRecoverable(_ way: Way) async throws {
        let harness = try Harness()
        try await harness.virtually {
            let ada = try User.ID("ada")
            let hook = try await harness.webhook { $0.owner = ada }.webhook
            try await harness.publish(1)
            try await harness.drainAll()
            try await harness.service.webhooks.pause(hook.id)
            let first = try await harness.publish(2)
            for number in 3...50 { try await harness.publish(number) }
            let deactivation = try await Self.deactivate(hook, way, harness)
            #expect(deactivation.position == first.position)
            let queued = try await harness.store.notices(NoticeRequest(limit: 10))
            #expect(queued.map(\.kind) == (way == .byHand ? [] : [.deactivated(deactivation)]))
            for notice in queued {
                #expect(NoticeText(notice).body.contains("from position \(first.position) on"))
            }
        }
    }

    @Test(arguments: Way.allCases)
    private func withoutAQueueItIsTheNextEvent(_ way: Way) async throws {
        let harness = try Harness()
        try await harness.virtually {
            let ada = try User.ID("ada")
            let hook = try await harness.webhook { $0.owner = ada }.webhook
            try await harness.publish(1)
            try await harness.drainAll()
            let deactivation = try await Self.deactivate(hook, way, harness)
            #expect(deactivation.position == (try await harness.publish(2)).position)
        }
    }
}
