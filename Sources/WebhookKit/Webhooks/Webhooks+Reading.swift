extension Webhooks {
    /// Reads one webhook; nil when it is not in the scope.
    public func webhook(
        _ id: Webhook.ID,
        in scope: Scope = .default,
        as actor: Caller = .host
    ) async throws -> Webhook? {
        try await authorization.check(actor, in: scope)
        return try await context.store.webhooks(WebhookQuery(scope: scope, id: id)).first?.webhook
    }

    /// Reads all webhooks of a scope, in the order of their ids, which is that of their creation.
    public func all(
        in scope: Scope = .default,
        as actor: Caller = .host
    ) async throws -> [Webhook] {
        try await authorization.check(actor, in: scope)
        return try await records(in: scope).map(\.webhook)
    }

    /// Reads a page of a webhook's log: its last 100 events, newest first (L-1).
    ///
    /// - Parameters:
    ///   - id: the webhook.
    ///   - cursor: ``LogPage/next`` of the page before; nil for the newest.
    ///   - limit: entries on a page, 1 to 100.
    ///   - scope: its tenant.
    ///   - actor: who asks.
    public func log(
        of id: Webhook.ID,
        from cursor: LogCursor? = nil,
        limit: Int = 20,
        in scope: Scope = .default,
        as actor: Caller = .host
    ) async throws -> LogPage {
        try await authorization.check(actor, in: scope)
        return try await context.store.log(
            LogQuery(
                webhookID: id,
                scope: scope,
                cursor: cursor,
                limit: max(1, min(limit, 100))
            )
        )
    }

    /// How many events came while the webhook was inactive.
    public func skippedEvents(
        of id: Webhook.ID,
        in scope: Scope = .default,
        as actor: Caller = .host
    ) async throws -> Int {
        try await authorization.check(actor, in: scope)
        return try await context.webhook(id, in: scope).skippedEvents
    }

    /// Whether the log says that the webhook can be activated: the event types whose latest attempt
    /// failed (A-7, seed 001: "only reactivate once all the events have a check mark").
    public func reactivationReadiness(
        of id: Webhook.ID,
        in scope: Scope = .default,
        as actor: Caller = .host
    ) async throws -> ReactivationReadiness {
        try await authorization.check(actor, in: scope)
        var latest: [EventType: LogEntry] = [:]
        var cursor: LogCursor?
        repeat {
            let page = try await context.store.log(
                LogQuery(webhookID: id, scope: scope, cursor: cursor, limit: 100)
            )
            for entry in page.entries where latest[entry.event.event.type] == nil {
                latest[entry.event.event.type] = entry
            }
            cursor = page.next
        } while cursor != nil
        let failing = latest.compactMapValues { entry in entry.attempts.first?.failure }
        return ReactivationReadiness(failing: failing)
    }

    /// The organization's part in A-5: whether anybody would be told of a deactivation.
    ///
    /// - Returns: those of the given organizations that have no active API User.
    public func organizationsWithoutRecipients(
        among organizations: some Sequence<Organization>
    ) async throws -> [Organization] {
        var result: [Organization] = []
        for organization in organizations {
            let users = try await context.call(.userDirectory) { [directory = context.directory] in
                try await directory.apiUsers(of: organization)
            }
            if users.isEmpty { result.append(organization) }
        }
        return result
    }

    func records(in scope: Scope) async throws -> [WebhookRecord] {
        var records: [WebhookRecord] = []
        while true {
            let page = try await context.store.webhooks(
                WebhookQuery(scope: scope, after: records.last?.id, limit: 200)
            )
            guard !page.isEmpty else { return records }
            records.append(contentsOf: page)
        }
    }
}

/// Which event types still fail; see ``Webhooks/reactivationReadiness(of:in:as:)``.
public struct ReactivationReadiness: Sendable, Hashable {
    /// The event types whose latest attempt failed, with what went wrong.
    public let failing: [EventType: AttemptFailure]

    /// Whether no type's latest attempt failed.
    public var isReady: Bool { failing.isEmpty }
}
