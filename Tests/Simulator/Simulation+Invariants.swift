import WebhookKit
import WebhookKitTesting

extension Simulation.World {
    /// Judges a finished run by what the receivers, the store and the notifier have seen.
    func check(
        _ acknowledged: [Event.ID],
        _ hooks: [Webhook],
        _ host: WebhookService,
        _ outcome: inout Simulation.Outcome
    ) async throws {
        let calls = transport.calls
        outcome.attempts = calls.count
        outcome.trace = trace(of: calls)
        for hook in hooks {
            let present = try await host.webhooks.webhook(hook.id)
            let sent = calls.filter { $0.request.url == hook.url }
            let ids = Set(sent.compactMap { $0.request.headers.first(named: "webhook-id") })
            if case .inactive(let deactivation)? = present?.health.state {
                outcome.deactivations += 1
                checkRounds(of: hook, deactivation, &outcome)
                checkSilence(of: hook, sent, &outcome)
            } else {
                let missing = acknowledged.filter { !ids.contains($0.string) }
                if !missing.isEmpty {
                    outcome.violations.append("\(hook.name): \(missing.count) events lost")
                }
            }
            checkAttempts(of: hook, sent, &outcome)
        }
        let notices = notifier.sent.elements.map(\.notice).filter {
            if case .deactivated = $0.kind { true } else { false }
        }
        if Set(notices.map(\.id)).count != outcome.deactivations {
            outcome.violations.append(
                "\(outcome.deactivations) deactivations, \(Set(notices.map(\.id)).count) notices"
            )
        }
    }

    /// No deactivation without its full count of rounds: a run takes no day, whatever the wall clock
    /// says (Fault 18).
    private func checkRounds(
        of hook: Webhook,
        _ deactivation: Deactivation,
        _ outcome: inout Simulation.Outcome
    ) {
        guard deactivation.reason != .exhausted || (deactivation.outage?.roundsOfOneEvent ?? 0) < 4
        else {
            return
        }
        outcome.violations.append("\(hook.name): deactivated, \(deactivation.reason)")
    }

    /// Nothing begins to be sent more than a second after the deactivation was committed.
    private func checkSilence(
        of hook: Webhook,
        _ sent: [ScriptedTransport.Call],
        _ outcome: inout Simulation.Outcome
    ) {
        guard let committed = deactivations.withLock({ $0[hook.id] }) else {
            outcome.violations.append("\(hook.name): inactive, but no settlement said so")
            return
        }
        let late = sent.count { $0.uptime > committed + .seconds(1) }
        if late > 0 {
            outcome.violations.append("\(hook.name): \(late) sent after its deactivation")
        }
    }

    /// No delivery is tried more often than the policy's rounds and quick retries allow, crashes and
    /// unrecorded results aside.
    private func checkAttempts(
        of hook: Webhook,
        _ sent: [ScriptedTransport.Call],
        _ outcome: inout Simulation.Outcome
    ) {
        let counts = Dictionary(
            sent.compactMap { $0.request.headers.first(named: "webhook-id") }.map { ($0, 1) },
            uniquingKeysWith: +
        )
        let allowed = 4 * 3
        let slack = outcome.crashes * 2 + 6
        for (id, count) in counts where count > allowed + slack {
            outcome.violations.append("\(hook.name): \(count) attempts of \(id)")
        }
    }

    /// FNV-1a over time, URL and id of every request, in order.
    private func trace(of calls: [ScriptedTransport.Call]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for call in calls {
            let id = call.request.headers.first(named: "webhook-id") ?? ""
            for byte in "\(call.uptime) \(call.request.url) \(id)".utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        return hash
    }
}
