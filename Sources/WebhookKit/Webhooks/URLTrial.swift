/// Tries a URL before a webhook is saved with it or activated: by a signed `PING`, or by the addresses
/// of its host alone (W-4, S-1).
struct URLTrial: Sendable {
    let context: ServiceContext

    /// How long a save waits for the addresses of a host that it does not ping.
    private static let lookupLimit = Duration.seconds(5)

    /// Judges a URL that is about to be saved: by a ping, or by its addresses alone (S-1).
    ///
    /// Where no ping is wanted, a name that has no addresses now is let pass: it may get them later,
    /// and every attempt looks again.
    func judge(
        _ webhook: Webhook,
        secrets: WebhookSecrets,
        ping: Webhooks.PingChoice
    ) async throws {
        guard ping == .skipped else { return try await self.ping(webhook, secrets: secrets) }
        let deadlines = DeadlineKeeper(clock: context.clock)
        let failure: DestinationFailure? = await deadlines.keep {
            do throws(DestinationFailure) {
                _ = try await context.admit(webhook.url, within: Self.lookupLimit, by: deadlines)
                return nil
            } catch {
                return error
            }
        }
        switch failure {
        case nil: break
        case .blocked(let refusal):
            context.observer.observe(.destinationRefused(webhook.id, refusal))
            throw FieldError("url", refusal.textWithoutAddress, code: .blockedDestination)
        case .unresolved: try Task.checkCancellation()
        }
    }

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
