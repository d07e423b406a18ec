import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// A delivery that ends the process each time is parked in the end, and takes nobody with it; one that
/// was merely under way is not (D-13).
/// Fault 56.
struct PoisonTests {
    private let clock = ManualClock()

    @Test func aPoisonPillIsParkedInTheEndAndTakesNobodyWithIt() async throws {
        var disk = SimulatedDisk(seed: 1)
        try await fill(disk, webhooks: 8)
        var (lives, delivered, parked, told) = (0, 0, 0, 0)
        while parked == 0, lives < 20 {
            lives += 1
            let store = try await FileWebhookStore.open(on: disk, clock)
            let trial = StoreTrial(store: store, clock: clock)
            while true {
                var claim = try await trial.claim()
                if claim.deliveries.isEmpty { claim = try await trial.claim(isIdle: true) }
                if claim.deliveries.isEmpty || claim.webhookIDs.contains("wh_3") { break }
                for claimed in claim.deliveries { try await trial.settle(claimed, .succeeded) }
                delivered += claim.deliveries.count
            }
            parked = try await store.backlog().parked.count
            told += try await store.notices(NoticeRequest(limit: 10)).count
            // Killed: what it writes when it is closed does not count.
            disk = disk.afterProcessCrash()
            await store.close()
        }
        #expect(lives == 10, "five kills beside others, four alone, and a life without it")
        #expect(delivered == 7)
        #expect(parked == 1 && told == 1)
    }

    @Test func aCleanEndIsNoEvidence() async throws {
        let disk = SimulatedDisk(seed: 1)
        try await fill(disk, webhooks: 1)
        for _ in 1...6 {
            let store = try await FileWebhookStore.open(on: disk, clock)
            let claimed = try await StoreTrial(store: store, clock: clock).claimOne("one")
            #expect(claimed.delivery.progress == Delivery.Progress(firstAt: clock.now))
            await store.close()
        }
    }

    private func fill(_ disk: SimulatedDisk, webhooks: Int) async throws {
        let store = try await FileWebhookStore.open(on: disk, clock)
        let trial = StoreTrial(store: store, clock: clock)
        for index in 0..<webhooks { try await trial.insert("wh_\(index)") }
        try await trial.publish("evt_1")
        await store.close()
    }
}

extension Delivery.Progress {
    fileprivate init(firstAt: Timestamp) {
        self.init()
        firstAttemptAt = firstAt
    }
}
