import WebhookKit

/// One dispatcher's work on a store while some receivers hang, by a manual clock (Fault 32).
///
/// The dispatcher sends what it claims at once and records what has ended, every ten milliseconds.
/// Receivers that answer do so within a step; those that hang hold their slot until the deadline.
package struct HangingReceivers: Sendable {
    /// Webhooks whose receivers answer, and those whose receivers hang.
    package var answering: Int
    package var silent: Int
    /// Events for each.
    package var events: Int
    /// The dispatcher's slots.
    package var slots: Int
    /// What is known of them before: whether they answer, or nothing, or what was true until now.
    package var knowledge = Knowledge.known

    /// What the store knows of the receivers when the run begins.
    package enum Knowledge: Sendable {
        /// Which ones hang.
        case known
        /// Nothing: none was ever tried.
        case cold
        /// That all answer, which has just ceased to be true.
        case sudden
    }

    package init(answering: Int, silent: Int, events: Int, slots: Int) {
        self.answering = answering
        self.silent = silent
        self.events = events
        self.slots = slots
    }

    private static let step = Duration.milliseconds(10)
    private static let deadline = Duration.seconds(15)
    /// What the machine can do in a step.
    private static let pace = 8

    /// How long the answering ones would take without the others.
    package var timeAlone: Duration {
        Self.step * ((answering * events + Self.pace - 1) / Self.pace + 1)
    }

    /// Runs until the answering ones have all their events, and gives the time that it took.
    package func run(_ trial: StoreTrial) async throws -> Duration {
        try await insert(into: trial)
        var ledger = SlotLedger(slots: slots)
        var inFlight: [(claimed: ClaimedDelivery, slot: Int, end: Duration)] = []
        var left = answering * events
        let begin = trial.clock.uptime
        while left > 0 {
            let now = trial.clock.uptime
            guard now - begin < .seconds(3600) else {
                throw BrokenPromise(message: "receivers that answer: \(left) events left after 1 h")
            }
            let ended = inFlight.filter { $0.end <= now }
            inFlight.removeAll { $0.end <= now }
            let settlements = ended.map { attempt in
                ledger.end(attempt.slot)
                guard hangs(attempt.claimed) else {
                    left -= 1
                    return trial.settlement(attempt.claimed, .succeeded)
                }
                return trial.settlement(
                    attempt.claimed,
                    .nextRound(after: .seconds(1)),
                    failure: StoreFixtures.silence,
                    took: Self.deadline
                )
            }
            var request = ClaimRequest(
                owner: try WorkerID(StoreTrial.worker),
                limit: min(Self.pace, slots - ledger.count),
                isIdle: false
            )
            ledger.limit(&request, at: now)
            let report = try await trial.store.settle(
                SettleRequest(settlements: settlements, claim: request)
            )
            for claimed in report.claim?.deliveries ?? [] {
                let group = claimed.webhook.responsiveness
                let scope = claimed.webhook.webhook.scope
                let slot = ledger.begin(claimed.webhook.id, in: scope, group, at: now)
                let end = now + (hangs(claimed) ? Self.deadline : Self.step)
                inFlight.append((claimed, slot, end))
            }
            trial.clock.advance(by: Self.step)
        }
        return trial.clock.uptime - begin
    }

    private func hangs(_ claimed: ClaimedDelivery) -> Bool {
        claimed.webhook.webhook.name.hasSuffix("silent")
    }

    private func insert(into trial: StoreTrial) async throws {
        // Fifty to a scope, half of them silent where there are as many of both.
        let names =
            (0..<max(answering, silent)).flatMap { index in
                (index < answering ? ["wh_\(index)_prompt"] : [])
                    + (index < silent ? ["wh_\(index)_silent"] : [])
            }
        try await withThrowingTaskGroup { group in
            for (index, name) in names.enumerated() {
                group.addTask {
                    try await trial.insert(name, in: "org\(index / 50)", groupAtFirst(of: name))
                }
            }
            try await group.waitForAll()
        }
        for organization in 0..<((names.count + 49) / 50) {
            let scope = try trial.scope("org\(organization)")
            let events = try (0..<events).map { index in
                try StoreFixtures.event("evt_\(organization)_\(index)", scope: scope)
            }
            _ = try await trial.store.append(events)
        }
    }

    private func groupAtFirst(of name: String) -> Responsiveness {
        switch knowledge {
        case .known: name.hasSuffix("silent") ? .silent : .prompt
        case .cold: .unproven
        case .sudden: .prompt
        }
    }
}
