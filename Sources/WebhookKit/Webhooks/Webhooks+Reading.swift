extension Webhooks {
    /// Reads one webhook; nil when it is not in the scope.
    public func webhook(
        _ id: Webhook.ID
    ) async throws -> Webhook? {
        try await authorize()
        return try await context.store.webhooks(WebhookQuery(scope: scope, id: id)).first?.webhook
    }

    /// Reads all webhooks of the scope, in the order of their ids, which is that of their creation.
    public func all() async throws -> [Webhook] {
        try await authorize()
        return try await records().map(\.webhook)
    }

    /// Reads a page of a webhook's log: its last 100 events, newest first (L-1).
    ///
    /// - Parameters:
    ///   - id: the webhook.
    ///   - cursor: ``LogPage/next`` of the page before; nil for the newest.
    ///   - limit: entries on a page, 1 to 100.
    public func log(
        of id: Webhook.ID,
        from cursor: LogCursor? = nil,
        limit: Int = 20
    ) async throws -> LogPage {
        try await authorize()
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
        of id: Webhook.ID
    ) async throws -> Int {
        try await authorize()
        return try await record(of: id).skippedEvents
    }

    /// Whether the log says that the webhook can be activated: the event types whose latest attempt
    /// failed (A-7: "only reactivate once all the events have a check mark").
    public func reactivationReadiness(
        of id: Webhook.ID
    ) async throws -> ReactivationReadiness {
        try await authorize()
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

    /// Reads one webhook with what its store keeps.
    func record(of id: Webhook.ID) async throws -> WebhookRecord {
        try await context.webhook(id, in: scope)
    }

    func records() async throws -> [WebhookRecord] {
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

/// Which event types still fail; see ``Webhooks/reactivationReadiness(of:)``.
public struct ReactivationReadiness: Sendable, Hashable {
    /// The event types whose latest attempt failed, with what went wrong.
    public let failing: [EventType: AttemptFailure]

    /// Whether no type's latest attempt failed.
    public var isReady: Bool { failing.isEmpty }
}
