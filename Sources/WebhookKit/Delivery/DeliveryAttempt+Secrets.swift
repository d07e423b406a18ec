extension DeliveryAttempt {
    /// What came of getting ready to send.
    enum Preparation: Sendable {
        case ready(RequestExchange.Message)
        /// The secrets cannot be had now: what the log and the operators get, and when to try again.
        case impossible(Attempt?, Notice?, retry: Duration)
    }

    /// Opens the secrets within the attempt's deadline and puts the message together.
    ///
    /// Secrets that cannot be opened are trouble of the host's, which spends no round (D-16):
    /// its key management is away, or they are damaged.
    func prepare(_ claimed: ClaimedDelivery, deadline: Duration) async -> Preparation {
        let record = claimed.webhook
        let now = context.clock.now
        // Nearly always, and then nothing can take long.
        if let kept = context.vault.keptSigner(for: record, at: now) {
            // They may have been opened after all, too late for the attempt that asked.
            noteReadable(record.id)
            return .ready(message(for: claimed, kept, deadline))
        }
        let started = context.clock.uptime
        if let rest = context.secretTrouble.withLock({
            $0.rest(of: record.id, at: started, limit: deadline)
        }) {
            // Spread, so that what waited together does not come back together.
            let spread = Duration.milliseconds(Int64(context.random.unit() * 5000))
            return .impossible(nil, nil, retry: rest + spread)
        }
        do {
            let opened = try await context.call(.secretCipher, within: deadline, by: deadlines) {
                [vault = context.vault] in
                try await vault.signer(for: record, at: now)
            }
            noteReadable(record.id)
            return .ready(message(for: claimed, opened, deadline))
        } catch {
            if Task.isCancelled { return .impossible(nil, nil, retry: .zero) }
            let (attempt, notice) = noteUnreadable(claimed, error, at: now, since: started)
            return .impossible(attempt, notice, retry: localDelay())
        }
    }

    private func noteReadable(_ webhook: Webhook.ID) {
        if context.secretTrouble.withLock({ $0.recordSuccess(of: webhook) }) {
            context.observer.observe(.secretsReadable(webhook))
        }
    }

    private func message(
        for claimed: ClaimedDelivery,
        _ opened: SecretVault.Opened,
        _ deadline: Duration
    ) -> RequestExchange.Message {
        let webhook = claimed.webhook.webhook
        let event = claimed.event.event
        return RequestExchange.Message(
            webhookID: webhook.id,
            url: webhook.url,
            eventID: event.id,
            body: event.body(for: webhook),
            headers: webhook.headers,
            signer: opened.signer,
            credentials: opened.credentials,
            echoes: opened.echoes,
            deadline: deadline
        )
    }

    /// Tells of it and gives what belongs into the webhook's log, and what the operators are told.
    private func noteUnreadable(
        _ claimed: ClaimedDelivery,
        _ error: any Error,
        at now: Timestamp,
        since started: Duration
    ) -> (Attempt?, Notice?) {
        let webhook = claimed.webhook.webhook
        // The error may quote the cipher's own keys: only its type is told.
        let detail = (error as? HostPortTimeout)?.description ?? "\(type(of: error))"
        let uptime = context.clock.uptime
        let finding = context.secretTrouble.withLock {
            $0.recordFailure(of: webhook.id, at: uptime)
        }
        if finding.isNew {
            context.observer.observe(.secretsUnreadable(webhook.id, detail: detail))
        }
        let notice = finding.notice.map { self.notice(of: $0, about: webhook, detail) }
        guard finding.isLogged else { return (nil, notice) }
        let outcome = AttemptOutcome(local: "the webhook's secrets cannot be read: \(detail)")
        let result = RequestExchange.Result(
            startedAt: now,
            duration: uptime - started,
            headers: [],
            outcome: outcome
        )
        let attempt = record(result, of: claimed, EchoMask())
        context.observer.observe(.attempted(webhook.id, claimed.delivery.eventID, attempt))
        return (attempt, notice)
    }

    private func notice(
        of extent: SecretTrouble.Extent,
        about webhook: Webhook,
        _ detail: String
    ) -> Notice {
        let now = context.clock.now
        let since = now.advanced(by: .zero - extent.lasting)
        let outage = Notice.SecretOutage(webhooks: extent.webhooks, since: since, detail: detail)
        let scope = context.configuration.operators
        return Notice(unreadable: outage, of: webhook, scope: scope, at: now)
    }
}
