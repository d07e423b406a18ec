import WebhookKitTesting

@testable import WebhookKit

/// A store's state without a store around it, driven by hand.
struct StateBench {
    var state = StoreState(contents: HeldContents(), notesChanges: false)
    let clock = ManualClock()
    var held: [Lease] = []

    var time: StoreTime { StoreTime(clock) }

    static func scope(_ name: String = "org") throws -> Scope {
        Scope(organization: try Organization(name), environment: .production)
    }

    mutating func insert(
        _ id: String,
        in scope: Scope,
        _ configure: (inout Webhook) -> Void = { _ in }
    ) throws {
        var record = try WebhookRecord.sample(id, in: scope, concurrency: 100, at: clock.now)
        configure(&record.webhook)
        _ = try state.insert(record, limit: 100, at: time)
    }

    mutating func publish(
        _ id: String,
        in scope: Scope,
        type: EventType = .conversationCreated
    ) throws {
        let event = Event(
            id: try Event.ID(id),
            scope: scope,
            type: type,
            occurredAt: clock.now,
            data: [0x30],
            idempotencyKey: ExactText(id)
        )
        _ = try state.append([event], at: time)
    }

    mutating func resend(
        _ event: String,
        to webhook: String,
        in scope: Scope,
        as id: String
    ) throws {
        let request = RequeueRequest.resend(
            try Event.ID(event),
            to: try Webhook.ID(webhook),
            scope: scope,
            as: try Delivery.ID(id)
        )
        try state.requeue(request, at: time)
    }

    @discardableResult
    mutating func claim(limit: Int = 100, isIdle: Bool = false) throws -> [ClaimedDelivery] {
        let request = ClaimRequest(owner: try WorkerID("wrk_1"), limit: limit, isIdle: isIdle)
        let claimed = state.claim(request, at: time).deliveries
        held += claimed.map(\.lease)
        return claimed
    }

    @discardableResult
    mutating func settle(
        _ lease: Lease,
        _ verdict: Settlement.Verdict,
        policy: DeliveryPolicy = .gladly,
        logLimit: Int = 3
    ) -> SettlementResult? {
        held.removeAll { $0 == lease }
        let failure: AttemptFailure? =
            verdict == .succeeded
            ? nil : AttemptFailure(kind: .serverError, status: 503, detail: "")
        let attempt = Attempt(
            deliveryID: lease.deliveryID,
            number: 1,
            round: 1,
            startedAt: clock.now,
            duration: .zero,
            request: Attempt.Request(url: "https://receiver.example/", headers: []),
            response: nil,
            failure: failure
        )
        let settlement = Settlement(
            lease: lease,
            attempt: attempt,
            verdict: verdict,
            rules: WebhookHealth.Rules(policy: policy, isExempt: false)
        )
        let request = SettleRequest(settlements: [settlement], logLimit: logLimit)
        return state.settle(request, at: time).results.first
    }

    mutating func change(_ id: String, in scope: Scope, _ input: WebhookHealth.Input) throws {
        let update = WebhookUpdate(
            id: try Webhook.ID(id),
            scope: scope,
            expecting: nil,
            change: .health(input, rules: .init(policy: .gladly, isExempt: false))
        )
        _ = try state.update(update, at: time)
    }

    mutating func edit(_ id: String, in scope: Scope, _ configure: (inout Webhook) -> Void) throws {
        let id = try Webhook.ID(id)
        guard var webhook = state.webhooks(WebhookQuery(scope: scope, id: id)).first?.webhook
        else { return }
        configure(&webhook)
        let edit = WebhookChange.edit(WebhookEdit(webhook.settings))
        let update = WebhookUpdate(id: id, scope: scope, expecting: nil, change: edit)
        _ = try state.update(update, at: time)
    }

    mutating func remove(_ id: String, in scope: Scope) throws {
        _ = state.remove(.webhook(try Webhook.ID(id), scope: scope))
    }

    mutating func maintain(limit: Int = 500, window: Duration = .seconds(3600)) {
        while state.maintain(
            MaintenanceRequest(limit: limit, recoveryWindow: window),
            at: time
        ).hasMore {}
    }
}
