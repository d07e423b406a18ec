import Testing
import WebhookKit
import WebhookKitTesting

/// What another process publishes into a ``SharedWebhookStore`` (D-10).
@Suite struct SharedStoreTests {
    private static let pollInterval: Duration = .seconds(600)

    private let harness: Harness
    private let store: AnnouncingStore

    init() throws {
        harness = try Harness(
            store: { AnnouncingStore(InMemoryWebhookStore(clock: $0)) },
            configure: { $0.pollInterval = Self.pollInterval },
            script: { _ in .status(200) }
        )
        store = try #require(harness.store as? AnnouncingStore)
    }

    @Test func claimsAtOnceWhatIsAnnounced() async throws {
        let delay = try await delayOfDelivery { store.announce() }
        #expect(delay < .seconds(1))
    }

    /// Without this the test above could not fail.
    @Test func findsWhatIsNotAnnouncedAtTheNextPoll() async throws {
        let delay = try await delayOfDelivery {}
        #expect(delay >= Self.pollInterval / 2)
        #expect(delay <= Self.pollInterval * 2)
    }

    @Test func goesOnPollingWhenTheStreamHasEnded() async throws {
        let delay = try await delayOfDelivery { store.close() }
        #expect(delay <= Self.pollInterval * 2)
    }

    @Test func anAnnouncementBeforeTheFirstClaimDoesNoHarm() async throws {
        store.announce()
        let delay = try await delayOfDelivery { store.announce() }
        #expect(delay < .seconds(1))
    }

    @Test func announcementsOfNothingEndUpInClaimsAndNoMore() async throws {
        let harness = self.harness
        try await harness.virtually {
            try await harness.whileRunning {
                for _ in 0..<100 {
                    store.announce()
                    try await harness.clock.sleep(for: .milliseconds(10))
                }
            }
        }
        #expect(harness.transport.calls.isEmpty)
    }

    /// Publishes as another process does, whose signals do not reach ours, while we are idle.
    private func delayOfDelivery(
        announcing announce: @escaping @Sendable () -> Void
    ) async throws -> Duration {
        let (harness, other) = (self.harness, try harness.anotherService())
        return try await harness.virtually {
            _ = try await harness.webhook()
            return try await harness.whileRunning {
                try await harness.clock.sleep(for: .seconds(30))
                let published = harness.clock.uptime
                try await other.publish(
                    EventDraft(.conversationClosed, json: Array("{}".utf8), in: .default)
                )
                announce()
                _ = await harness.observer.activities.wait { seen in
                    seen.contains { if case .settled = $0 { true } else { false } }
                }
                return harness.clock.uptime - published
            }
        }
    }
}
