/// One change of a webhook, applied by the store inside its atomic step.
public enum WebhookChange: Sendable, Hashable {
    /// Replaces what people edit; the revision must be the present one.
    case edit(WebhookEdit)
    /// Replaces the sealed secrets: a rotation.
    case secrets(SealedSecrets)
    /// Moves the state machine: activate, deactivate, pause.
    case health(WebhookHealth.Input, rules: WebhookHealth.Rules)
}

/// The edited fields of a webhook, all of them, validated.
public struct WebhookEdit: Sendable, Hashable {
    /// What replaces the webhook's settings.
    public var settings: Webhook.Settings
    /// New sealed secrets, when the credentials were edited.
    public var secrets: SealedSecrets?

    /// What is known of the receiver behind the URL, if that was edited.
    public var responsiveness: Responsiveness

    /// Puts a checked edit together.
    package init(
        _ settings: Webhook.Settings,
        secrets: SealedSecrets? = nil,
        responsiveness: Responsiveness = .unproven
    ) {
        self.settings = settings
        self.secrets = secrets
        self.responsiveness = responsiveness
    }
}

/// A change with its target and its precondition.
public struct WebhookUpdate: Sendable, Hashable {
    /// The webhook.
    public var id: Webhook.ID
    /// Its tenant; a webhook of another one is not found.
    public var scope: Scope
    /// The revision that the change was made from; nil to change whatever is there.
    public var expecting: Int?
    /// What changes.
    public var change: WebhookChange

    /// Makes an update.
    public init(id: Webhook.ID, scope: Scope, expecting: Int?, change: WebhookChange) {
        self.id = id
        self.scope = scope
        self.expecting = expecting
        self.change = change
    }

    /// Whether it deactivates the webhook, so that ``apply(to:last:at:oldestOpen:)`` has to be told which
    /// of its deliveries is the oldest open one; few updates do.
    public func needsOldestOpen(of record: WebhookRecord) -> Bool {
        guard case .health(.deactivate, _) = change else { return false }
        return record.health.queuesEvents
    }

    /// Changes the record and says which notices to store with it; pure.
    ///
    /// - Parameters:
    ///   - record: the webhook's record; unchanged when it throws.
    ///   - last: the position of the latest event in the store.
    ///   - now: the store's wall time.
    ///   - oldestOpen: the least position among the webhook's deliveries that are open and not void; nil
    ///     when there is none, or ``needsOldestOpen(of:)`` says that it is not needed.
    /// - Throws: ``StoreError/Code/conflict`` when the revision is stale (W-10).
    public func apply(
        to record: inout WebhookRecord,
        last: Position,
        at now: Timestamp,
        oldestOpen: Position?
    ) throws(StoreError) -> [Notice] {
        if let expecting, expecting != record.webhook.revision {
            throw .stale(expecting, of: record.webhook)
        }
        switch change {
        case .edit(let edit):
            return applyEdit(edit, to: &record, last: last, at: now)
        case .secrets(let secrets):
            record.secrets = secrets
            record.touch(at: now)
            return []
        case .health(let input, let rules):
            let queuedEvents = record.health.queuesEvents
            var effects = record.health.apply(input, at: now, rules: rules)
            if queuedEvents, !record.health.queuesEvents {
                record.health.setRecovery(from: oldestOpen ?? last.next, in: &effects)
            }
            return effects.map { Notice($0, about: record.webhook, at: now) }
        }
    }

    private func applyEdit(
        _ edit: WebhookEdit,
        to record: inout WebhookRecord,
        last: Position,
        at now: Timestamp
    ) -> [Notice] {
        let old = record.webhook
        record.webhook.settings = edit.settings
        if let secrets = edit.secrets { record.secrets = secrets }
        record.dropped.narrow(from: old.events, to: edit.settings.events, upTo: last)
        record.touch(at: now)
        guard old.url != edit.settings.url else { return [] }
        record.responsiveness = edit.responsiveness
        let rules = WebhookHealth.Rules(
            policy: .oneHourThenDeactivate,
            isExempt: record.webhook.isExempt
        )
        return record.health.apply(.urlChanged, at: now, rules: rules)
            .map { Notice($0, about: record.webhook, at: now) }
    }
}

extension WebhookRecord {
    fileprivate mutating func touch(at now: Timestamp) {
        webhook.revision.countUp()
        webhook.modifiedAt = max(now, webhook.modifiedAt)
    }
}

extension StoreError {
    /// The change was made from an older revision than the present one (W-10).
    static func stale(_ revision: Int, of webhook: Webhook) -> StoreError {
        .conflict(
            "webhook \(webhook.id): revision \(revision) is stale, the present one is "
                + "\(webhook.revision); read it again and repeat the change"
        )
    }
}
