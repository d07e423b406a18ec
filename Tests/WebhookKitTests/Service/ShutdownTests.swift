import Testing
import WebhookKit
import WebhookKitTesting

/// What shutting down records and gives back, and when it does so (D-12).
@Suite struct ShutdownTests {
    @Test(arguments: UInt64(1)...20)
    func cancellingAnAttemptIsNoTimeout(seed: UInt64) async throws {
        let harness = try Harness(seed: seed, configure: { $0.shutdownGrace = .zero }) { _ in
            .hang
        }
        try await harness.virtually(seed: seed) {
            let hook = try await harness.webhook().webhook
            for number in 0..<4 { try await harness.publish(number) }
            try await harness.whileRunning { try await harness.clock.sleep(for: .seconds(1)) }
            #expect(harness.transport.calls.count == 4)
            let log = try await harness.service.webhooks.log(of: hook.id)
            #expect(log.entries.isEmpty, "no attempt is burnt")
            #expect(try await harness.store.backlog().waiting == 4)
        }
    }

    @Test func resultsAreRecordedAsTheyComeDuringTheGrace() async throws {
        let harness = try Harness(configure: { $0.policy.deadline = .seconds(60) }) { call in
            .status(200, after: .seconds(call.index == 0 ? 1 : 50))
        }
        try await harness.virtually {
            _ = try await harness.webhook()
            for number in 0..<2 { try await harness.publish(number) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await withThrowingTaskGroup(of: Void.self) { inner in
                        inner.addTask { try await harness.service.run() }
                        try await harness.clock.sleep(for: .milliseconds(500))
                        inner.cancelAll()
                    }
                }
                try await harness.clock.sleep(for: .seconds(2))
                #expect(harness.settledCount == 1, "recorded long before the grace is over")
                try await group.waitForAll()
            }
            #expect(harness.settledCount == 2)
        }
    }

    @Test func aBusyStoreAtTheEndStillGetsTheLeasesBack() async throws {
        let faulty = Locked<FaultyStore<InMemoryWebhookStore>?>(nil)
        let harness = try Harness(
            store: { clock in
                let store = FaultyStore(InMemoryWebhookStore(clock: clock))
                faulty.withLock { $0 = store }
                return store
            },
            configure: { $0.shutdownGrace = .zero }
        ) { _ in .hang }
        let store = try #require(faulty.withLock { $0 })
        try await harness.virtually {
            _ = try await harness.webhook()
            for number in 0..<4 { try await harness.publish(number) }
            try await harness.whileRunning {
                try await harness.clock.sleep(for: .seconds(1))
                let last = store.count(of: .settle) + 2
                store.setPlan {
                    $0.verb == .settle && $0.number <= last ? .before(.busy("a backup")) : nil
                }
            }
            #expect(try await harness.store.backlog().leased == 0)
            #expect(harness.clock.uptime < .seconds(3))
        }
    }
}
