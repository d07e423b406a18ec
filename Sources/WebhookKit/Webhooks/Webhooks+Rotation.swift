extension Webhooks {
    /// Gives the webhook a new signing secret; the old one signs beside it for the overlap
    /// (G-3).
    ///
    /// - Parameters:
    ///   - id: the webhook.
    ///   - secret: the new secret; made by WebhookKit when nil.
    ///   - overlap: 0 to 7 days, 24 h by default; zero ends the old secret at once.
    ///   - switchAt: for schemes that hold one signature: when the new secret takes over.
    /// - Returns: the new secret, given out this once.
    /// - Throws: ``FieldError`` with the field `secret`, `overlap` or `switchAt`.
    @discardableResult
    public func rotateSecret(
        of id: Webhook.ID,
        to secret: SigningSecret? = nil,
        overlap: Duration = SigningKeys.defaultOverlap,
        switchAt: Timestamp? = nil
    ) async throws -> Created {
        try await authorize()
        let record = try await record(of: id)
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
            expecting: record.webhook.revision,
            .secrets(sealed)
        )
        return Created(webhook: webhook, secret: fresh)
    }

    /// Ends every old signing secret at once, for instance after one was stolen; the present one
    /// signs alone.
    @discardableResult
    public func revokeOldSecrets(
        of id: Webhook.ID
    ) async throws -> Webhook {
        try await authorize()
        let record = try await record(of: id)
        var secrets = try await context.open(record)
        secrets.keys = secrets.keys.revokingRetired()
        let sealed = try await context.seal(secrets, of: id)
        return try await update(
            id,
            expecting: record.webhook.revision,
            .secrets(sealed)
        )
    }
}
