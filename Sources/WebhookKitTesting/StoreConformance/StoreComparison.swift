import WebhookKit

/// Drives a store and the in-memory one by the same random calls at the same times, and compares
/// whatever they answer.
///
/// What the contract leaves free is not compared, or is not asked for: positions are compared by the
/// events they belong to, epochs not at all, the order of a claim not at all. No two deliveries to a
/// webhook that cannot take both are due at the same time, and at most one delivery is ever suspect.
struct StoreComparison {
    private(set) var subject: StoreTrial
    let reference: InMemoryWebhookStore
    private let referenceClock: ManualClock
    var random: SeededRandom

    /// A delivery as both stores have leased it.
    struct Held {
        let subject: ClaimedDelivery
        let reference: ClaimedDelivery
    }

    var held: [Held] = []
    /// The one delivery whose leases may expire.
    var suspect: Delivery.ID?
    var webhooks: [Scope: [Webhook.ID]] = [:]
    /// How often each scope's organization was removed.
    var generations: [Scope: Int] = [:]
    var events: [(id: String, scope: Scope)] = []
    var notices: [Notice.ID] = []
    /// The subject's positions, as the reference counts them.
    private var positions: [Scope: ComparedPositions] = [:]
    var counter = 0

    static let logLimit = 6
    static let window = Duration.seconds(3600)

    init(_ trial: StoreTrial, seed: UInt64) {
        subject = trial
        random = SeededRandom(seed: seed)
        referenceClock = ManualClock(now: trial.clock.now)
        reference = InMemoryWebhookStore(clock: referenceClock)
    }

    // MARK: Time

    /// Moves both clocks.
    func advance(by duration: Duration) {
        subject.clock.advance(by: duration)
        referenceClock.advance(by: duration)
    }

    /// Opens the subject again; nothing is leased then, so that both agree.
    mutating func reopen() async throws {
        try await settleAll()
        subject = try await subject.reopened()
        // What was handed out to the notifier comes again at latest after its lease.
        advance(by: .seconds(61))
    }

    // MARK: Asking both

    /// Asks both stores and gives both answers, when they agree on whether it is an error.
    func ask<Value>(
        _ what: String,
        _ call: (any WebhookStore) async throws -> Value
    ) async throws -> (subject: Value, reference: Value)? {
        let got = await Self.outcome(of: subject.store, call)
        let expected = await Self.outcome(of: reference, call)
        switch (got, expected) {
        case (.success(let got), .success(let expected)):
            return (got, expected)
        case (.failure(let got), .failure(let expected)):
            guard let got = got as? StoreError, let expected = expected as? StoreError else {
                throw got
            }
            try subject.expect(what, got.code, expected.code)
            return nil
        case (.failure(let error), .success):
            throw BrokenPromise(message: "\(what): expected no error, got \(error)")
        case (.success, .failure(let error)):
            throw BrokenPromise(message: "\(what): expected \(error), got none")
        }
    }

    private static func outcome<Value>(
        of store: any WebhookStore,
        _ call: (any WebhookStore) async throws -> Value
    ) async -> Result<Value, any Error> {
        do { return .success(try await call(store)) } catch { return .failure(error) }
    }

    func expect<Value: Equatable>(_ what: String, _ got: Value, _ expected: Value) throws {
        try subject.expect(what, got, expected)
    }

    // MARK: What both must agree on

    /// Notes which position of the subject's is which of the reference's.
    mutating func note(
        _ got: [Publication],
        _ expected: [Publication],
        of events: [Event]
    ) throws {
        for ((got, expected), event) in zip(zip(got, expected), events) where !expected.isDuplicate
        {
            // They rise within a scope.
            let last = positions[event.scope]?.last ?? Position(.min)
            guard got.position > last else {
                throw BrokenPromise(
                    message: "position of \(got.id): expected one after \(last), "
                        + "got \(got.position)"
                )
            }
            positions[event.scope, default: .init()].add(got.position, as: expected.position)
        }
    }

    func normal(_ position: Position, in scope: Scope) -> Position {
        positions[scope]?.normal(position) ?? Position(.min)
    }

    func normal(_ event: StoredEvent) -> StoredEvent {
        StoredEvent(
            event: event.event,
            position: normal(event.position, in: event.event.scope),
            appendedAt: event.appendedAt
        )
    }

    /// Compares webhooks; what they have dropped shows in their queues.
    func expectSame(
        _ what: String,
        _ got: [WebhookRecord],
        _ expected: [WebhookRecord]
    ) throws {
        try expect("\(what): ids", got.map(\.id), expected.map(\.id))
        for (got, expected) in zip(got, expected) {
            let name = "\(what): \(expected.id)"
            let positions = positions[expected.webhook.scope] ?? ComparedPositions()
            try expect(
                "\(name)'s health",
                positions.normal(got.health),
                positions.settled(expected.health)
            )
            var normal = got
            normal.dropped = expected.dropped
            normal.health = expected.health
            try expect("\(name)'s fields", normal.webhook, expected.webhook)
            try expect("\(name)'s counters and secrets", normal, expected)
        }
    }

    /// Compares claims as sets.
    func expectSame(_ got: ClaimedDelivery, _ expected: ClaimedDelivery) throws {
        let name = "claimed \(expected.event.event.id) for \(expected.webhook.id)"
        try expect("\(name): event", normal(got.event), expected.event)
        try expect("\(name): kind", got.delivery.kind, expected.delivery.kind)
        try expect("\(name): progress", got.delivery.progress, expected.delivery.progress)
        try expect("\(name): generation", got.lease.generation, expected.lease.generation)
        try expect("\(name): lag", got.lag, expected.lag)
        try expect("\(name): age", got.sinceFirstAttempt, expected.sinceFirstAttempt)
        try expectSame(name, [got.webhook], [expected.webhook])
    }

    func expectSame(_ what: String, _ got: [Notice], _ expected: [Notice]) throws {
        try expect("\(what): ids", got.map(\.id), expected.map(\.id))
        try expect("\(what): times", got.map(\.at), expected.map(\.at))
        try expect("\(what): webhooks", got.map(\.webhook), expected.map(\.webhook))
    }
}
