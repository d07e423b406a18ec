/// The webhooks of one tenant, managed on behalf of one caller: create, edit, activate, rotate, delete,
/// send again, and read their logs.
///
/// Made by ``WebhookService/webhooks(in:as:)``. Every call throws ``AuthorizationError`` when the caller
/// is a user who is not an active API User of the organization at that moment (W-11), and whatever the
/// host's ``UserDirectory`` throws. Nothing of another tenant is found or changed.
public struct Webhooks: Sendable {
    let context: ServiceContext

    /// The tenant.
    public let scope: Scope

    /// Who asks.
    public let caller: Caller

    func authorize() async throws {
        try await context.users.authorize(caller, in: scope.organization)
    }

    var validation: WebhookValidation {
        let configuration = context.configuration
        return WebhookValidation(
            catalog: configuration.catalog,
            limits: configuration.limits,
            destination: configuration.destination
        )
    }

    /// Whether saving a new URL pings it first (W-4).
    public enum PingChoice: Sendable, Hashable {
        /// The URL must answer a signed `PING` with 2xx, or nothing is saved.
        case required
        /// The URL is saved without a request. Its host is looked up all the same, for a few seconds
        /// at most: an address that the destination policy refuses is not saved, a name without an
        /// answer is.
        case skipped
    }

    /// A webhook with its secret, which is given out this once.
    public struct Created: Sendable, Hashable {
        /// The webhook as it was stored.
        public let webhook: Webhook
        /// Show it to the receiver's people now; it cannot be read again.
        public let secret: SigningSecret
    }

    /// Creates a webhook and pings its URL.
    ///
    /// - Parameters:
    ///   - draft: what to create.
    ///   - ping: whether its URL must answer first.
    /// - Returns: the webhook and its secret.
    /// - Throws: ``FieldError`` naming the field, ``AuthorizationError``, or ``StoreError``
    ///   `limit` when the scope has its 50; nothing is stored then.
    public func create(
        _ draft: WebhookDraft,
        ping: PingChoice = .required
    ) async throws -> Created {
        try await authorize()
        let checked = try validation.check(draft)
        try WebhookValidation.checkExemption(of: draft, by: caller)
        try await checkOwner(draft.owner)
        let now = context.clock.now
        let secret = checked.secret ?? .generate(for: draft.signature, using: context.random)
        let id = Webhook.ID(at: now, using: context.random)
        let webhook = Webhook(
            id: id,
            scope: scope,
            settings: checked.settings,
            createdAt: now,
            modifiedAt: now
        )
        let secrets = WebhookSecrets(keys: SigningKeys(secret), credentials: draft.credentials)
        try await URLTrial(context: context).judge(webhook, secrets: secrets, ping: ping)
        let record = WebhookRecord(
            webhook: webhook,
            secrets: try await context.seal(secrets, of: id),
            responsiveness: ping == .required ? .prompt : .unproven
        )
        try await context.chapter.environments.note(scope)
        let stored = try await context.store.insert(
            record,
            limit: context.configuration.limits.webhooksPerScope
        )
        return Created(webhook: try await stopIfOrphaned(stored.webhook), secret: secret)
    }

    /// Edits a webhook from the revision that the caller has seen.
    ///
    /// The draft comes filled with the present fields. A new URL is pinged, and clears the failures
    /// of the old one; a removed event type drops its waiting deliveries (W-7). When the
    /// URL moves to another scheme, host or port, credentials and extra headers that the webhook has
    /// must be set again, be it to what they are: otherwise the call is refused with the field's name.
    ///
    /// - Parameters:
    ///   - id: the webhook.
    ///   - revision: ``Webhook/revision`` as the caller read it.
    ///   - ping: whether a new URL must answer first.
    ///   - edit: changes the draft; the secret is not taken from it.
    /// - Throws: ``StoreError`` `conflict` when the revision is stale; the errors of
    ///   ``create(_:ping:)``.
    public func edit(
        _ id: Webhook.ID,
        revision: Int,
        ping: PingChoice = .required,
        _ edit: (inout WebhookDraft) throws -> Void
    ) async throws -> Webhook {
        try await authorize()
        let record = try await record(of: id)
        let old = record.webhook
        guard revision == old.revision else { throw StoreError.stale(revision, of: old) }
        let secrets = try await context.open(record)
        var draft = WebhookDraft(of: old, credentials: secrets.credentials)
        try edit(&draft)
        draft.secret = nil
        let checked = try validation.check(draft, known: old.events)
        try WebhookValidation.checkExemption(of: draft, was: old.isExempt, by: caller)
        if draft.owner != old.owner { try await checkOwner(draft.owner) }
        try WebhookValidation.check(secrets, of: old, goWith: draft, as: checked.settings)
        var webhook = old
        webhook.settings = checked.settings
        let newSecrets = WebhookSecrets(keys: secrets.keys, credentials: draft.credentials)
        if webhook.url != old.url {
            try await URLTrial(context: context).judge(webhook, secrets: newSecrets, ping: ping)
        }
        let sealed =
            newSecrets == secrets ? nil : try await context.seal(newSecrets, of: id)
        let edit = WebhookEdit(
            checked.settings,
            secrets: sealed,
            responsiveness: ping == .required ? .prompt : .unproven
        )
        let stored = try await update(id, expecting: revision, .edit(edit))
        return old.owner == stored.owner ? stored : try await stopIfOrphaned(stored)
    }

    /// Deletes a webhook with its waiting deliveries and its log, for ever.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func delete(
        _ id: Webhook.ID
    ) async throws -> Bool {
        try await authorize()
        context.vault.forget(id)
        return try await context.store.remove(.webhook(id, scope: scope)) > 0
    }

    func update(
        _ id: Webhook.ID,
        expecting: Int? = nil,
        _ change: WebhookChange
    ) async throws -> Webhook {
        let record = try await context.store.update(
            WebhookUpdate(id: id, scope: scope, expecting: expecting, change: change)
        )
        context.signals.signal()
        context.noticeSignal.signal()
        return record.webhook
    }
}
