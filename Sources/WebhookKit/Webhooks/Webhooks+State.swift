extension Webhooks {
    /// Sends to an inactive or paused webhook again.
    ///
    /// From inactive: what was queued before the deactivation is not sent any more; recover missed
    /// events from the position in the deactivation. From paused: what queued up is sent.
    ///
    /// - Parameters:
    ///   - id: the webhook.
    ///   - scope: its tenant.
    ///   - ping: with `.required`, only when its URL answers a signed `PING` with 2xx; skipped by
    ///     default.
    ///   - actor: who asks.
    /// - Throws: ``ValidationError`` when the ping fails or the owner is not active; ``StoreError``
    ///   `conflict` when the webhook was edited during the ping.
    @discardableResult
    public func activate(
        _ id: Webhook.ID,
        in scope: Scope = .default,
        ping: PingChoice = .skipped,
        as actor: Caller = .host
    ) async throws -> Webhook {
        try await authorization.check(actor, in: scope)
        let record = try await context.webhook(id, in: scope)
        try await checkOwner(record.webhook.owner, in: scope)
        guard ping == .required else {
            return try await stopIfOrphaned(apply(.activate, to: record))
        }
        try await self.ping(record.webhook, secrets: try await context.open(record))
        // Only what has answered: an edit since then may have changed the URL.
        return try await stopIfOrphaned(
            apply(.activate, to: record, expecting: record.webhook.revision)
        )
    }

    /// Stops a webhook: new events are stored and counted as skipped, queued ones are dropped.
    @discardableResult
    public func deactivate(
        _ id: Webhook.ID,
        in scope: Scope = .default,
        as actor: Caller = .host
    ) async throws -> Webhook {
        try await authorization.check(actor, in: scope)
        return try await apply(.deactivate(.manual), to: context.webhook(id, in: scope))
    }

    /// Stops sending to a webhook while its events queue up; ``activate(_:in:ping:as:)`` ends it.
    @discardableResult
    public func pause(
        _ id: Webhook.ID,
        in scope: Scope = .default,
        as actor: Caller = .host
    ) async throws -> Webhook {
        try await authorization.check(actor, in: scope)
        return try await apply(.pause, to: context.webhook(id, in: scope))
    }

    /// Stops all webhooks of a user whose account the host has deactivated.
    ///
    /// - Returns: the webhooks that were stopped.
    @discardableResult
    public func deactivate(ownedBy owner: User.ID, in scope: Scope = .default) async throws
        -> [Webhook]
    {
        var stopped: [Webhook] = []
        for record in try await records(in: scope)
        where record.webhook.owner == owner && record.health.queuesEvents {
            do {
                stopped.append(try await apply(.deactivate(.ownerDeactivated), to: record))
            } catch let error as StoreError where error.code == .notFound {
                continue  // Deleted meanwhile: stopped too.
            }
        }
        return stopped
    }

    /// Gives the webhook a new signing secret; the old one signs beside it for the overlap
    /// (G-3).
    ///
    /// - Parameters:
    ///   - id: the webhook.
    ///   - secret: the new secret; made by WebhookKit when nil.
    ///   - overlap: 0 to 7 days, 24 h by default; zero ends the old secret at once.
    ///   - switchAt: for schemes that hold one signature: when the new secret takes over.
    ///   - scope: its tenant.
    ///   - actor: who asks.
    /// - Returns: the new secret, given out this once.
    /// - Throws: ``ValidationError`` with the field `secret`, `overlap` or `switchAt`.
    @discardableResult
    public func rotateSecret(
        of id: Webhook.ID,
        to secret: SigningSecret? = nil,
        overlap: Duration = SigningKeys.defaultOverlap,
        switchAt: Timestamp? = nil,
        in scope: Scope = .default,
        as actor: Caller = .host
    ) async throws -> Created {
        try await authorization.check(actor, in: scope)
        let record = try await context.webhook(id, in: scope)
        var secrets = try await context.open(record)
        let scheme = record.webhook.signature
        let fresh = try WebhookValidation.secret(
            secret ?? .generate(for: scheme, using: context.random),
            for: scheme
        )
        secrets.keys = try secrets.keys.rotated(
            to: fresh,
            at: context.clock.now,
            overlap: overlap,
            switchAt: switchAt
        )
        let sealed = try await context.seal(secrets, of: id)
        // Made from this revision, so that two rotations at once never lose a secret.
        let webhook = try await update(
            id,
            in: scope,
            expecting: record.webhook.revision,
            .secrets(sealed)
        )
        return Created(webhook: webhook, secret: fresh)
    }

    /// Ends every old signing secret at once, for instance after one was stolen; the present one
    /// signs alone.
    @discardableResult
    public func revokeOldSecrets(
        of id: Webhook.ID,
        in scope: Scope = .default,
        as actor: Caller = .host
    ) async throws -> Webhook {
        try await authorization.check(actor, in: scope)
        let record = try await context.webhook(id, in: scope)
        var secrets = try await context.open(record)
        secrets.keys = secrets.keys.revokingRetired()
        let sealed = try await context.seal(secrets, of: id)
        return try await update(
            id,
            in: scope,
            expecting: record.webhook.revision,
            .secrets(sealed)
        )
    }

    private func apply(
        _ input: WebhookHealth.Input,
        to record: WebhookRecord,
        expecting revision: Int? = nil
    ) async throws -> Webhook {
        try await update(
            record.id,
            in: record.webhook.scope,
            expecting: revision,
            .health(input, rules: context.rules(of: record.webhook))
        )
    }
}
