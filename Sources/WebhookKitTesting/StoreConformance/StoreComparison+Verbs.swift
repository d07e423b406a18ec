import WebhookKit

extension StoreComparison {
    static let scopes = ["kit", "other"].compactMap { try? StoreFixtures.scope($0) }

    /// Names one of five webhooks of a scope, perhaps one that there is not.
    ///
    /// No two scopes have one of the same name, and a removed organization's names are not used
    /// again: notices are known by ids that follow from the webhooks' ids.
    mutating func pickID(in scope: Scope) throws -> Webhook.ID {
        let number = Int.random(in: 1...5, using: &random)
        return try Webhook.ID("wh_\(number)_\(scope.organization)_\(generations[scope] ?? 0)")
    }

    mutating func flip(_ chance: Int = 2) -> Bool {
        Int.random(in: 0..<chance, using: &random) == 0
    }

    mutating func pick<Value>(_ values: [Value]) throws -> Value {
        guard let value = values.randomElement(using: &random) else {
            throw BrokenPromise(message: "the kit has nothing to choose from")
        }
        return value
    }

    mutating func number() -> Int {
        counter += 1
        return counter
    }

    // MARK: Publishing

    /// Publishes one event, perhaps under a key that was used before, perhaps to one webhook.
    mutating func publish() async throws {
        let scope = try pick(Self.scopes)
        let keys = ["k1", "k2", "k3", "k4", nil, nil, nil, nil, nil, nil]
        let event = try StoreFixtures.event(
            "evt_\(number())",
            type: pick([.conversationCreated, .messageCreated, .taskCreated]),
            scope: scope,
            data: Array("\(Int.random(in: 0...1, using: &random))".utf8),
            key: pick(keys),
            audience: flip(6)
                ? .only(pickID(in: scope)) : .subscribers
        )
        try await append([event])
    }

    /// Publishes several at once, of types that webhooks with one slot do not take.
    mutating func publishSome() async throws {
        var batch: [Event] = []
        for _ in 0...Int.random(in: 0...3, using: &random) {
            let event = try StoreFixtures.event(
                "evt_\(number())",
                type: pick([.conversationCreated, .messageCreated]),
                scope: pick(Self.scopes),
                key: pick(["k5", "k6", nil, nil])
            )
            batch.append(event)
        }
        try await append(batch)
    }

    private mutating func append(_ batch: [Event]) async throws {
        guard let (got, expected) = try await ask("append", { try await $0.append(batch) })
        else { return }
        try expect("published ids", got.map(\.id), expected.map(\.id))
        try expect("queued", got.map(\.queued), expected.map(\.queued))
        try expect("duplicates", got.map(\.isDuplicate), expected.map(\.isDuplicate))
        try note(got, expected, of: batch)
        try expect(
            "published positions",
            zip(got, batch).map { normal($0.position, in: $1.scope) },
            expected.map(\.position)
        )
        events += batch.map { ($0.id.string, $0.scope) }
    }

    mutating func resend() async throws {
        guard !events.isEmpty else { return }
        let event = flip() ? try pick(events.suffix(5)) : try pick(events)
        let webhook = try pickID(in: event.scope)
        let request = RequeueRequest.resend(
            try Event.ID(event.id),
            to: webhook,
            scope: event.scope,
            as: try Delivery.ID("dlv_\(number())")
        )
        _ = try await ask("resending \(event.id)") { try await $0.requeue(request) }
    }

    mutating func resume() async throws {
        let parked = reference.backlog().parked
        guard !parked.isEmpty else { return }
        let (id, scope) = (try pick(parked), try pick(Self.scopes))
        let request = try pick([RequeueRequest.resume(id, scope: scope), .drop(id, scope: scope)])
        _ = try await ask("resuming or dropping") { try await $0.requeue(request) }
        let query = ParkedQuery(scope: scope)
        guard let (got, expected) = try await ask("parked", { try await $0.parked(query) })
        else { return }
        try expect("listed", Set(got.deliveries), Set(expected.deliveries))
    }

    // MARK: Delivering

    private func claimRequest() throws -> ClaimRequest {
        ClaimRequest(
            owner: try WorkerID(StoreTrial.worker),
            limit: 10_000,
            isIdle: held.isEmpty
        )
    }

    mutating func claim() async throws {
        let request = try claimRequest()
        guard let (got, expected) = try await ask("claim", { try await $0.claim(request) })
        else { return }
        try note(got, expected)
    }

    private mutating func note(_ got: Claim, _ expected: Claim) throws {
        let pairs = zip(got.deliveries.byID, expected.deliveries.byID)
        try expect(
            "claimed",
            got.deliveries.byID.map(\.name),
            expected.deliveries.byID.map(\.name)
        )
        for (got, expected) in pairs {
            try expectSame(got, expected)
            held.append(Held(subject: got, reference: expected))
        }
        if !isShared || got.nextDue != .seconds(1) {
            try expect("time to the next", got.nextDue, expected.nextDue)
        }
        try expect("taken back", got.rescued, expected.rescued)
        try expect("set aside", got.parked, expected.parked)
        if expected.parked > 0 { suspect = nil }
    }

    mutating func settleSome() async throws {
        held.shuffle(using: &random)
        let count = Int.random(in: 0...held.count, using: &random)
        try await settle(Array(held.prefix(count)), claims: flip())
    }

    mutating func settleAll() async throws {
        try await settle(held)
    }

    mutating func settle(_ batch: [Held], claims: Bool = false) async throws {
        var (subjects, references): ([Settlement], [Settlement]) = ([], [])
        for one in batch {
            let verdict = try verdict(for: one.reference.delivery)
            let policy = flip(6) ? StoreFixtures.oneRound : DeliveryPolicy.glassix
            let took = Duration.milliseconds(flip(4) ? 1500 : 500)
            subjects.append(
                subject.settlement(one.subject, verdict, took: took, policy: policy)
            )
            references.append(
                subject.settlement(one.reference, verdict, took: took, policy: policy)
            )
            if one.reference.delivery.id == suspect { suspect = nil }
        }
        held.removeAll { one in
            batch.contains { $0.reference.delivery.id == one.reference.delivery.id }
        }
        let limit = Self.logLimit
        let claim = claims ? try claimRequest() : nil
        let got = try await subject.store.settle(
            SettleRequest(settlements: subjects, logLimit: limit, claim: claim)
        )
        let expected = reference.settle(
            SettleRequest(settlements: references, logLimit: limit, claim: claim)
        )
        try expect("results", got.results.count, expected.results.count)
        for (got, expected) in zip(got.results, expected.results) {
            guard case .settled(let got) = got, case .settled(let expected) = expected else {
                try expect("result", got, expected)
                continue
            }
            try expectSame("notices of a result", got.notices, expected.notices)
            try expect("status in the log", got.logStatus, expected.logStatus)
            try expect("deactivation", got.isDeactivation, expected.isDeactivation)
        }
        if let expected = expected.claim { try note(got.claim ?? Claim(), expected) }
    }

    private mutating func verdict(for delivery: Delivery) throws -> Settlement.Verdict {
        let delay = Duration.milliseconds(Int.random(in: 1...1_200_000, using: &random))
        let ends: [Settlement.Verdict] = [.succeeded, .succeeded, .released(after: delay), .gaveUp]
        guard delivery.kind == .subscribed else { return try pick(ends) }
        return try pick(ends + [.quickRetry(after: delay), .nextRound(after: delay)])
    }

    /// Lets time pass. One lease at most expires meanwhile, always the same delivery's, until a
    /// result clears it or it is parked.
    mutating func pass() async throws {
        var kept: Held?
        if flip() {
            kept = held.first { suspect == nil || $0.reference.delivery.id == suspect }
        }
        let name = kept?.reference.delivery.id
        try await settle(held.filter { $0.reference.delivery.id != name })
        if let name { suspect = name }
        held = []
        let seconds = kept == nil ? try pick([1, 20, 60, 300, 1200]) : 61
        advance(by: .seconds(seconds))
        // The claim takes the lease back: a delivery that expired but was not taken back is nothing
        // that both need agree on.
        if kept != nil { try await claim() }
    }
}

extension [ClaimedDelivery] {
    fileprivate var byID: [ClaimedDelivery] {
        sorted { $0.delivery.id < $1.delivery.id }
    }
}

extension ClaimedDelivery {
    fileprivate var name: String { "\(delivery.id) \(event.event.id) \(webhook.id)" }
}
