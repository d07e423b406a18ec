package import WebhookKit

/// What checks do with a store, and with a manual clock.
extension StoreSteps {
    /// The worker that claims unless another is named.
    package static var worker: String { "wrk_kit" }

    package func scope(_ organization: String = "kit") throws -> Scope {
        try StoreFixtures.scope(organization)
    }

    @discardableResult
    package func insert(
        _ id: String,
        in organization: String = "kit",
        limit: Int = 1000,
        _ responsiveness: Responsiveness = .prompt,
        _ configure: (inout Webhook) throws -> Void = { _ in }
    ) async throws -> WebhookRecord {
        var webhook = try StoreFixtures.webhook(id, scope: scope(organization))
        try configure(&webhook)
        let record = StoreFixtures.record(webhook, responsiveness)
        return try await store.insert(record, limit: limit)
    }

    @discardableResult
    package func publish(
        _ ids: String...,
        in organization: String = "kit",
        type: EventType = .conversationCreated
    ) async throws -> [Publication] {
        let scope = try scope(organization)
        return try await store.append(
            ids.map { try StoreFixtures.event($0, type: type, scope: scope) }
        )
    }

    package func claim(
        limit: Int = 64,
        quietLimit: Int = .max,
        quietTurn: Int = .max,
        slowLimit: Int = .max,
        overdue: Set<Webhook.ID> = [],
        held: [Scope: Int] = [:],
        scopeLimit: Int = .max,
        scopeMaximum: Int = .max,
        isIdle: Bool = false,
        by owner: String = worker,
        concurrency: Int = 64
    ) async throws -> Claim {
        try await store.claim(
            ClaimRequest(
                owner: WorkerID(owner),
                limit: limit,
                quietLimit: quietLimit,
                quietTurn: quietTurn,
                slowLimit: slowLimit,
                overdue: overdue,
                held: held,
                scopeLimit: scopeLimit,
                scopeMaximum: scopeMaximum,
                isIdle: isIdle,
                defaultConcurrency: concurrency
            )
        )
    }

    /// Claims what must be exactly one delivery.
    package func claimOne(_ what: String, isIdle: Bool = false) async throws -> ClaimedDelivery {
        let claim = try await claim(isIdle: isIdle)
        try expectCount(what, claim.deliveries, 1)
        guard let only = claim.deliveries.first else {
            throw BrokenPromise(message: "\(what): expected one delivery, got none")
        }
        return only
    }

    /// A settlement that logs an attempt as the verdict demands.
    package func settlement(
        _ claimed: ClaimedDelivery,
        _ verdict: Settlement.Verdict,
        failure: AttemptFailure = StoreFixtures.failure,
        took: Duration = .milliseconds(123),
        policy: DeliveryPolicy = .gladly
    ) -> Settlement {
        let attempt: Attempt?
        switch verdict {
        case .succeeded: attempt = StoreFixtures.attempt(of: claimed, failure: nil, took: took)
        case .released: attempt = nil
        case .quickRetry, .nextRound, .gaveUp, .gone:
            attempt = StoreFixtures.attempt(of: claimed, failure: failure, took: took)
        }
        let rules = WebhookHealth.Rules(
            policy: policy,
            isExempt: claimed.webhook.webhook.isExempt
        )
        return Settlement(lease: claimed.lease, attempt: attempt, verdict: verdict, rules: rules)
    }

    @discardableResult
    package func settle(
        _ claimed: ClaimedDelivery,
        _ verdict: Settlement.Verdict,
        failure: AttemptFailure = StoreFixtures.failure,
        took: Duration = .milliseconds(123),
        policy: DeliveryPolicy = .gladly,
        logLimit: Int = 100
    ) async throws -> SettlementResult? {
        let settlement = settlement(
            claimed,
            verdict,
            failure: failure,
            took: took,
            policy: policy
        )
        return try await store.settle(
            SettleRequest(settlements: [settlement], logLimit: logLimit)
        ).results.first
    }

    /// Publishes an event, claims its delivery and has it succeed.
    package func deliver(_ id: String, in organization: String = "kit", logLimit: Int = 100)
        async throws
    {
        try await publish(id, in: organization)
        let claimed = try await claimOne("after publishing \(id)")
        try await settle(claimed, .succeeded, logLimit: logLimit)
    }

    @discardableResult
    package func change(
        _ id: String,
        _ change: WebhookChange,
        in organization: String = "kit",
        expecting: Int? = nil
    ) async throws -> WebhookRecord {
        try await store.update(
            WebhookUpdate(
                id: Webhook.ID(id),
                scope: scope(organization),
                expecting: expecting,
                change: change
            )
        )
    }

    @discardableResult
    package func changeHealth(_ id: String, _ input: WebhookHealth.Input) async throws
        -> WebhookRecord
    {
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        return try await change(id, .health(input, rules: rules))
    }

    @discardableResult
    package func edit(
        _ id: String,
        _ configure: (inout Webhook) throws -> Void
    ) async throws -> WebhookRecord {
        var webhook = try await record(id).webhook
        try configure(&webhook)
        return try await change(id, .edit(WebhookEdit(webhook.settings, responsiveness: .prompt)))
    }

    package func resend(_ event: String, to webhook: String, as delivery: String) async throws {
        try await store.requeue(
            .resend(
                Event.ID(event),
                to: Webhook.ID(webhook),
                scope: scope(),
                as: Delivery.ID(delivery)
            )
        )
    }

    /// Does all the housekeeping there is, in steps.
    @discardableResult
    package func maintain(
        limit: Int = 500,
        window: Duration = .seconds(86400)
    ) async throws -> MaintenanceReport {
        var total = MaintenanceReport()
        for _ in 0..<1000 {
            let report = try await store.maintain(
                MaintenanceRequest(limit: limit, recoveryWindow: window)
            )
            total.skipped += report.skipped
            total.pruned += report.pruned
            if !report.hasMore { return total }
        }
        throw BrokenPromise(message: "housekeeping: expected an end, got hasMore 1,000 times")
    }

    /// Lets the one delivery's lease expire this many times.
    func expire(_ times: Int) async throws {
        for turn in 1...times {
            _ = try await claimOne("before expiry \(turn)", isIdle: true)
            clock.advance(by: .seconds(61))
        }
    }

    /// Makes a notice that the store does not know.
    func notice(_ id: String = "wh_n") async throws -> Notice {
        let webhook = try StoreFixtures.webhook(id, scope: scope())
        var record = StoreFixtures.record(webhook)
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        let update = WebhookUpdate(
            id: record.id,
            scope: webhook.scope,
            expecting: nil,
            change: .health(.deactivate(.gone), rules: rules)
        )
        let notices = try update.apply(
            to: &record,
            last: Position(0),
            at: clock.now,
            oldestOpen: nil
        )
        guard let notice = notices.first else {
            throw BrokenPromise(message: "the kit could not make a notice")
        }
        return notice
    }

    /// Lets monotonic time be something that another process cannot guess.
    func runForADay() {
        clock.advance(by: .seconds(86400 + 12345))
    }
}
