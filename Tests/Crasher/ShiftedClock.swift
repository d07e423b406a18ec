import WebhookKit

/// The machine's clock two hours later, when every lease has ended and every retry is due; or
/// on a machine that was started anew.
struct ShiftedClock: MachineClock {
    private let base = SystemClock()
    private let shift = Duration.seconds(7200)
    let isRestarted: Bool

    var boot: String { isRestarted ? "another start" : base.boot }
    var sinceBoot: Duration { isRestarted ? base.uptime : base.sinceBoot + shift }
    var now: Timestamp { base.now.advanced(by: shift) }
    var uptime: Duration { base.uptime }
    func sleep(for duration: Duration) async throws { try await base.sleep(for: duration) }
}
