extension Webhooks {
    /// How long a save waits for the addresses of a host that it does not ping.
    private static let lookupLimit = Duration.seconds(5)

    /// Judges a URL that is about to be saved: by a ping, or by its addresses alone (S-1).
    ///
    /// Where no ping is wanted, a name that has no addresses now is let pass: it may get them later,
    /// and every attempt looks again.
    func judgeURL(
        of webhook: Webhook,
        secrets: WebhookSecrets,
        ping: PingChoice
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
}
