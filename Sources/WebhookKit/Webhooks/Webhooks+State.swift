extension Webhooks {
    /// Sends to an inactive or paused webhook again.
    ///
    /// From inactive: what was queued before the deactivation is not sent any more; recover missed
    /// events from the position in the deactivation. From paused: what queued up is sent.
    ///
    /// - Parameters:
    ///   - id: the webhook.
    ///   - ping: with `.required`, only when its URL answers a signed `PING` with 2xx; skipped by
    ///     default.
    /// - Throws: ``FieldError`` when the ping fails or the owner is not active; ``StoreError``
    ///   `conflict` when the webhook was edited during the ping.
    @discardableResult
    public func activate(
        _ id: Webhook.ID,
        ping: PingChoice = .skipped
    ) async throws -> Webhook {
        try await authorize()
        let record = try await record(of: id)
        try await checkOwner(record.webhook.owner)
        guard ping == .required else {
            return try await stopIfOrphaned(apply(.activate, to: record))
        }
        let secrets = try await context.open(record)
        try await URLTrial(context: context).ping(record.webhook, secrets: secrets)
        // Only what has answered: an edit since then may have changed the URL.
        return try await stopIfOrphaned(
            apply(.activate, to: record, expecting: record.webhook.revision)
        )
    }

    /// Stops a webhook: new events are stored and counted as skipped, queued ones are dropped.
    @discardableResult
    public func deactivate(
        _ id: Webhook.ID
    ) async throws -> Webhook {
        try await authorize()
        return try await apply(.deactivate(.manual), to: record(of: id))
    }

    /// Stops sending to a webhook while its events queue up; ``activate(_:ping:)`` ends it.
    @discardableResult
    public func pause(
        _ id: Webhook.ID
    ) async throws -> Webhook {
        try await authorize()
        return try await apply(.pause, to: record(of: id))
    }

    /// Stops all webhooks of the scope that belong to a user whose account the host has deactivated.
    ///
    /// - Returns: the webhooks that were stopped.
    @discardableResult
    public func deactivate(ownedBy owner: User.ID) async throws -> [Webhook] {
        try await authorize()
        // Others stop an active user's webhooks by their own names, one by one.
        if caller != .host,
            try await context.users.user(owner, in: scope.organization)?.isActive == true
        {
            throw FieldError("owner", "the user is active; only the host may say otherwise")
        }
        var stopped: [Webhook] = []
        var failure: (any Error)?
        for record in try await records()
        where record.webhook.owner == owner && record.health.queuesEvents {
            do {
                stopped.append(try await apply(.deactivate(.ownerDeactivated), to: record))
            } catch let error as StoreError where error.code == .notFound {
                continue  // Deleted meanwhile: stopped too.
            } catch {
                // The others are stopped all the same.
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return stopped
    }

    private func apply(
        _ input: WebhookHealth.Input,
        to record: WebhookRecord,
        expecting revision: Int? = nil
    ) async throws -> Webhook {
        try await update(
            record.id,
            expecting: revision,
            .health(input, rules: context.rules(of: record.webhook))
        )
    }
}
