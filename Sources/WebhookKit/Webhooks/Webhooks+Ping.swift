extension Webhooks {
    /// Sends a signed `PING` to a webhook that is about to be saved or activated (W-4).
    ///
    /// Nothing of it is stored.
    func ping(_ webhook: Webhook, secrets: WebhookSecrets) async throws {
        let now = context.clock.now
        let event = Event(
            id: Event.ID(at: now, using: context.random),
            scope: webhook.scope,
            type: .ping,
            occurredAt: now,
            data: Event.pingData,
            idempotencyKey: nil
        )
        let signer: WebhookSigner
        do throws(FieldError) {
            signer = try WebhookSigner(
                scheme: webhook.signature,
                secrets: secrets.keys.active(at: now, for: webhook.signature)
            )
        } catch {
            throw FieldError("secret", error.message)
        }
        let message = RequestExchange.Message(
            webhookID: webhook.id,
            url: webhook.url,
            eventID: event.id,
            body: event.body(for: webhook),
            headers: webhook.headers,
            signer: signer,
            credentials: secrets.credentials,
            echoes: context.vault.echoes(of: secrets, webhook.headers),
            deadline: context.policy(of: webhook).deadline
        )
        let deadlines = DeadlineKeeper(clock: context.clock)
        let outcome = await deadlines.keep {
            await RequestExchange(context: context, deadlines: deadlines).send(message).outcome
        }
        try Task.checkCancellation()
        guard var failure = outcome.failure else { return }
        failure.detail = message.echoes.masked(failure.detail, isCut: true)
        if failure.kind == .blockedDestination {
            throw FieldError(
                "url",
                failure.detail,
                code: .blockedDestination,
                failure: failure
            )
        }
        throw FieldError(
            "url",
            "unable to ping URL: \(failure.detail)",
            code: .pingFailed,
            failure: failure
        )
    }
}
