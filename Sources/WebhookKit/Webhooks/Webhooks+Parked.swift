/// What was set aside, since it may be what takes processes down (D-13).
extension Webhooks {
    /// Reads a page of the parked deliveries of the scope or of one webhook, in the order of their events.
    ///
    /// - Parameters:
    ///   - webhook: only those of this one; all of the scope when nil.
    ///   - cursor: ``ParkedPage/next`` of the page before; nil for the first.
    ///   - limit: deliveries on a page, 1 to 1000.
    public func parked(
        of webhook: Webhook.ID? = nil,
        from cursor: ParkedCursor? = nil,
        limit: Int = 100
    ) async throws -> ParkedPage {
        try await authorize()
        let query = ParkedQuery(
            scope: scope,
            webhookID: webhook,
            cursor: cursor,
            limit: max(1, min(limit, 1000))
        )
        return try await context.store.parked(query)
    }

    /// Lets a parked delivery be tried again; ``parked(of:from:limit:)`` lists them.
    ///
    /// - Throws: ``StoreError`` `notFound` when it is not parked in the scope.
    public func resume(
        _ delivery: Delivery.ID
    ) async throws {
        try await authorize()
        try await context.store.requeue(.resume(delivery, scope: scope))
        context.signals.signal()
    }

    /// Gives a parked delivery up for good: it counts as skipped, and frees what waits behind it in
    /// strict order.
    ///
    /// Its event can still be sent by ``resend(_:to:)`` while it is kept.
    ///
    /// - Throws: ``StoreError`` `notFound` when it is not parked in the scope.
    public func drop(
        _ delivery: Delivery.ID
    ) async throws {
        try await authorize()
        try await context.store.requeue(.drop(delivery, scope: scope))
        context.signals.signal()
    }

    /// Lets all parked deliveries of the scope or of one webhook be tried again.
    ///
    /// What is parked meanwhile may be left. When it throws, those before are resumed.
    ///
    /// - Returns: how many were resumed.
    @discardableResult
    public func resumeAllParked(
        of webhook: Webhook.ID? = nil
    ) async throws -> Int {
        try await eachParked(of: webhook) { .resume($0, scope: scope) }
    }

    /// Gives all parked deliveries of the scope or of one webhook up for good.
    ///
    /// What is parked meanwhile may be left. When it throws, those before are dropped.
    ///
    /// - Returns: how many were dropped.
    @discardableResult
    public func dropAllParked(
        of webhook: Webhook.ID? = nil
    ) async throws -> Int {
        try await eachParked(of: webhook) { .drop($0, scope: scope) }
    }

    private func eachParked(
        of webhook: Webhook.ID?,
        _ request: @Sendable (Delivery.ID) -> RequeueRequest
    ) async throws -> Int {
        try await authorize()
        let store = context.store
        var query = ParkedQuery(scope: scope, webhookID: webhook)
        var count = 0
        repeat {
            let page = try await store.parked(query)
            // Side by side, so that a store may write a page at once.
            count += try await withThrowingTaskGroup(of: Int.self) { group in
                for parked in page.deliveries {
                    let request = request(parked.id)
                    group.addTask { try await Self.requeue(request, in: store) }
                }
                return try await group.reduce(0, +)
            }
            context.signals.signal()
            query.cursor = page.next
        } while query.cursor != nil
        return count
    }

    /// Does one of many: 0 when somebody else was quicker, or the store cannot read it.
    private static func requeue(
        _ request: RequeueRequest,
        in store: any WebhookStore
    ) async throws -> Int {
        do {
            try await store.requeue(request)
            return 1
        } catch let error as StoreError where [.notFound, .damaged].contains(error.code) {
            return 0
        }
    }
}
