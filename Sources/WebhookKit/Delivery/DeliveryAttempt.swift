/// Tries one claimed delivery and decides what follows.
struct DeliveryAttempt: Sendable {
    let context: ServiceContext
    let deadlines: DeadlineKeeper

    /// What became of an attempt.
    struct Judged: Sendable {
        /// What to record.
        var settlement: Settlement
        /// What to record instead, if the sender is suspect by then.
        var ifSuspect: Settlement?
        /// What the operators have to be told besides; goes to the store with the next settlement.
        var notices: [Notice]

        init(_ settlement: Settlement, notices: [Notice] = []) {
            self.settlement = settlement
            self.notices = notices
        }
    }

    /// Sends the delivery's event once and gives the settlement to record.
    ///
    /// Never throws: what goes wrong on our side gives the delivery back.
    func run(_ claimed: ClaimedDelivery) async -> Judged {
        let webhook = claimed.webhook.webhook
        let rules = context.rules(of: webhook)
        var notices: [Notice] = []
        func settlement(_ attempt: Attempt?, _ verdict: Settlement.Verdict) -> Judged {
            Judged(
                Settlement(lease: claimed.lease, attempt: attempt, verdict: verdict, rules: rules),
                notices: notices
            )
        }
        let started = context.clock.uptime
        let message: RequestExchange.Message
        switch await prepare(claimed, deadline: rules.policy.deadline) {
        case .ready(let prepared): message = prepared
        case .impossible(let attempt, let notice, let pause):
            if let notice { notices.append(notice) }
            return settlement(attempt, .released(after: pause))
        }
        let preparation = context.clock.uptime - started
        var result = await RequestExchange(context: context, deadlines: deadlines).send(
            message,
            after: preparation
        ) {
            await isStillWanted(claimed)
        }
        result.outcome.nameDeadline(rules.policy.deadline)
        let outcome = result.outcome
        // A shutdown gives it back at once; a transport that gives up by itself must wait.
        if outcome.wasCancelled, Task.isCancelled {
            return settlement(nil, .released(after: .zero))
        }
        var attempt = record(result, of: claimed, message.echoes)
        if preparation > .seconds(1), outcome.failure?.kind == .timeout {
            // The cipher had its part of the deadline. The secrets are kept now: next time the
            // receiver has all of it.
            attempt.failure?.detail += "; opening the secrets took \(preparation.rounded) of it"
            context.observer.observe(.attempted(webhook.id, claimed.delivery.eventID, attempt))
            return settlement(attempt, .released(after: localDelay()))
        }
        context.observer.observe(.attempted(webhook.id, claimed.delivery.eventID, attempt))
        let reach = SenderMonitor.Attempt(
            host: webhook.url.host,
            tenant: webhook.scope.organization,
            hasAnswered: !claimed.webhook.responsiveness.isQuiet,
            began: started
        )
        if let notice = noteReach(outcome, of: reach) { notices.append(notice) }
        switch noteLocalTrouble(of: claimed, outcome) {
        case nil: break
        case .repeated: return settlement(nil, .released(after: localDelay()))
        case .notable: return settlement(attempt, .released(after: localDelay()))
        case .webhooksOwn:
            attempt.failure?.detail += "; other receivers answer meanwhile, so it counts"
        }
        guard let failure = attempt.failure else { return settlement(attempt, .succeeded) }
        guard claimed.delivery.kind == .subscribed else { return settlement(attempt, .gaveUp) }
        if let isLogged = isHeldBack(outcome, of: reach, claimed.delivery.id) {
            return settlement(isLogged ? attempt : nil, .released(after: localDelay()))
        }
        let elapsed =
            (claimed.sinceFirstAttempt ?? .zero) + (context.clock.uptime - started)
        let failed = DeliveryPolicy.FailedAttempt(
            failure: failure,
            progress: claimed.delivery.progress,
            elapsed: elapsed,
            hint: outcome.retryAfter,
            isExempt: webhook.isExempt
        )
        var judged = settlement(
            attempt,
            rules.policy.verdict(after: failed, chance: context.random.unit())
        )
        if outcome.evidence == .silence {
            // What ends next may complete the evidence, before this is recorded.
            judged.ifSuspect = judged.settlement
            judged.ifSuspect?.verdict = .released(after: localDelay())
        }
        return judged
    }

    /// Five to ten seconds, so that what failed together does not come back together; three times as
    /// long when our network has been away for minutes.
    func localDelay() -> Duration {
        let outage = context.sender.withLock { $0.suspectFor(at: context.clock.uptime) }
        let base: Int64 = outage.map { $0 > .seconds(120) } == true ? 15_000 : 5000
        return .milliseconds(base + Int64(context.random.unit() * Double(base)))
    }

    /// Whether the webhook still is what was claimed, so that nothing is sent long after a change.
    private func isStillWanted(_ claimed: ClaimedDelivery) async -> Bool {
        let query = WebhookQuery(scope: claimed.delivery.scope, id: claimed.webhook.id)
        guard let present = try? await context.store.webhooks(query).first else { return false }
        return present.health.generation == claimed.lease.generation
            && claimed.delivery.isSendable(by: present)
    }

    func record(
        _ result: RequestExchange.Result,
        of claimed: ClaimedDelivery,
        _ echoes: EchoMask
    ) -> Attempt {
        let configuration = context.configuration
        let secretNames = context.vault.secretNames(among: claimed.webhook.webhook.headers)
        let redaction = LogRedaction(
            masking: configuration.maskedHeaders.union(secretNames),
            bodyLimit: configuration.limits.responseBytesKept,
            echoes: echoes
        )
        return Attempt(
            deliveryID: claimed.delivery.id,
            number: claimed.delivery.progress.attempts.countedUp,
            round: claimed.delivery.progress.failedRounds.countedUp,
            startedAt: result.startedAt,
            duration: .milliseconds(result.duration.wholeMilliseconds),
            request: Attempt.Request(
                url: claimed.webhook.webhook.url.string,
                headers: redaction.headers(result.headers)
            ),
            response: result.outcome.response.map(redaction.response),
            failure: result.outcome.failure.map(redaction.failure)
        )
    }

    /// Says whose trouble a local failure is; nil for every other outcome.
    private func noteLocalTrouble(
        of claimed: ClaimedDelivery,
        _ outcome: AttemptOutcome
    ) -> LocalTrouble.Finding? {
        let (delivery, now) = (claimed.delivery.id, context.clock.uptime)
        let finding: LocalTrouble.Finding? = context.sender.withLock { sender in
            guard outcome.failure?.kind == .local else {
                sender.local.recordOutcome(of: delivery, isAnswer: outcome.response != nil)
                return nil
            }
            return sender.local.recordFailure(of: delivery, to: claimed.webhook.id, at: now)
        }
        // What the system itself says is the machine's.
        if finding == .webhooksOwn, SystemTrouble.ofDescriptors() != nil { return .repeated }
        return finding
    }

    /// Tells the sender's monitor what the attempt says about our network; gives what the operators
    /// have to be told.
    private func noteReach(
        _ outcome: AttemptOutcome,
        of attempt: SenderMonitor.Attempt
    ) -> Notice? {
        let now = context.clock.uptime
        let finding = context.sender.withLock {
            $0.record(
                outcome.evidence,
                of: attempt,
                at: now,
                threshold: context.configuration.hostsForSuspicion
            )
        }
        switch finding {
        case .unchanged: break
        case .cleared: context.observer.observe(.senderSuspect(false))
        case .suspect(let hosts, let isNews):
            context.observer.observe(.senderSuspect(true))
            guard isNews, let failure = outcome.failure else { break }
            let wall = context.clock.now
            return Notice(
                suspect: Notice.SenderOutage(hosts: hosts, lastFailure: failure),
                id: Notice.ID(at: wall, using: context.random),
                scope: context.configuration.operators,
                at: wall
            )
        }
        return nil
    }

    /// Whether the attempt counts for nothing since the sender is suspect; nil when it counts, else
    /// whether it is to be logged.
    private func isHeldBack(
        _ outcome: AttemptOutcome,
        of attempt: SenderMonitor.Attempt,
        _ delivery: Delivery.ID
    ) -> Bool? {
        let now = context.clock.uptime
        return context.sender.withLock { sender in
            guard sender.holdsBack(outcome.evidence, of: attempt, at: now) else { return nil }
            return sender.noteHeldBack(delivery)
        }
    }
}
