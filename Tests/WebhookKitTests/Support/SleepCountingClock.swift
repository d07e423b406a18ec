import WebhookKit
import WebhookKitTesting

/// Counts who sleeps, and the sleeps that are cancelled: on the machine's clock each of those lives on
/// until its time has come.
final class SleepCountingClock: WebhookClock {
    private struct Counts {
        var asleep = 0
        var cancelled = 0
    }

    let base: ManualClock
    private let counts = Locked(Counts())

    init(_ base: ManualClock) {
        self.base = base
    }

    var now: Timestamp { base.now }
    var uptime: Duration { base.uptime }
    var asleep: Int { counts.withLock { $0.asleep } }
    var cancelled: Int { counts.withLock { $0.cancelled } }

    func sleep(for duration: Duration) async throws {
        counts.withLock { $0.asleep += 1 }
        defer { counts.withLock { $0.asleep -= 1 } }
        do {
            try await base.sleep(for: duration)
        } catch {
            counts.withLock { $0.cancelled += 1 }
            throw error
        }
    }
}
