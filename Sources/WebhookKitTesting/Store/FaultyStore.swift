public import WebhookKit

/// A store that fails when a test wants it to, around one that works.
///
/// It is a `RowStore`, an `EventHistory` and a `SharedWebhookStore` where the one inside is. Plans say
/// which calls fail; ``crash()`` makes it behave like the store of a process that died:
/// nothing reaches the store inside any more, while that goes on for the others.
public final class FaultyStore<Inner: WebhookStore>: WebhookStore {
    /// Says which calls fail; nil lets a call pass.
    public typealias Plan = @Sendable (StoreCall) -> PlannedFault?

    private struct State {
        var plan: Plan
        var counts: [StoreCall.Verb: Int] = [:]
        var total = 0
        var isCrashed = false
    }

    private let inner: Inner
    private let state: Locked<State>

    /// Wraps a store; without a plan nothing fails.
    public init(_ inner: Inner, plan: @escaping Plan = { _ in nil }) {
        self.inner = inner
        state = Locked(State(plan: plan))
    }

    /// Replaces the plan; counters go on.
    public func setPlan(_ plan: @escaping Plan) {
        state.withLock { $0.plan = plan }
    }

    /// Lets the next call of this verb, or the one after `skipping` others, fail once.
    public func fail(_ verb: StoreCall.Verb, with fault: PlannedFault, skipping: Int = 0) {
        let number = count(of: verb) + skipping + 1
        setPlan { $0.verb == verb && $0.number == number ? fault : nil }
    }

    /// From now on every call throws `StoreError/Code/unavailable` and does nothing.
    public func crash() {
        state.withLock { $0.isCrashed = true }
    }

    /// Whether the process counts as dead.
    public var isCrashed: Bool { state.withLock { $0.isCrashed } }

    /// How often a verb was called, failed calls included.
    public func count(of verb: StoreCall.Verb) -> Int {
        state.withLock { $0.counts[verb, default: 0] }
    }

    /// How many calls there were in all.
    public var callCount: Int { state.withLock { $0.total } }

    private func perform<Result: Sendable>(
        _ verb: StoreCall.Verb,
        _ body: () async throws -> Result
    ) async throws -> Result {
        try await perform([verb], body)
    }

    /// Does a call that counts as one of each verb; the first fault that is planned for it counts.
    private func perform<Result: Sendable>(
        _ verbs: [StoreCall.Verb],
        _ body: () async throws -> Result
    ) async throws -> Result {
        let fault = try begin(verbs)
        switch fault {
        case nil: break
        case .before(let error): throw error
        case .crashBefore:
            crash()
            throw Self.dead
        case .after(let error):
            _ = try await body()
            throw error
        case .crashAfter:
            _ = try await body()
            crash()
            throw Self.dead
        }
        let result = try await body()
        // A dead process learns nothing, not even of what it had begun.
        guard !isCrashed else { throw Self.dead }
        return result
    }

    private func begin(_ verbs: [StoreCall.Verb]) throws(StoreError) -> PlannedFault? {
        try state.withLock { state throws(StoreError) in
            state.total += 1
            for verb in verbs { state.counts[verb, default: 0] += 1 }
            guard !state.isCrashed else { throw Self.dead }
            for verb in verbs {
                let number = state.counts[verb, default: 0]
                let call = StoreCall(verb: verb, number: number, total: state.total)
                if let fault = state.plan(call) { return fault }
            }
            return nil
        }
    }

    private static var dead: StoreError {
        StoreError(.unavailable, "the process of this store has crashed")
    }
}

extension FaultyStore {
    /// Forwards unless a fault is planned.
    public func append(_ events: [Event]) async throws -> [Publication] {
        try await perform(.append) { try await inner.append(events) }
    }

    /// Forwards unless a fault is planned for either of what it does.
    public func settle(_ request: SettleRequest) async throws -> SettleReport {
        var verbs: [StoreCall.Verb] = request.claim == nil ? [] : [.claim]
        if request.recordsResults || verbs.isEmpty { verbs.insert(.settle, at: 0) }
        return try await perform(verbs) { try await inner.settle(request) }
    }

    /// Forwards unless a fault is planned.
    public func requeue(_ request: RequeueRequest) async throws {
        try await perform(.requeue) { try await inner.requeue(request) }
    }

    /// Forwards unless a fault is planned.
    public func parked(_ query: ParkedQuery) async throws -> ParkedPage {
        try await perform(.parked) { try await inner.parked(query) }
    }

    /// Forwards unless a fault is planned.
    public func insert(_ record: WebhookRecord, limit: Int) async throws -> WebhookRecord {
        try await perform(.insert) { try await inner.insert(record, limit: limit) }
    }

    /// Forwards unless a fault is planned.
    public func update(_ update: WebhookUpdate) async throws -> WebhookRecord {
        try await perform(.update) { try await inner.update(update) }
    }

    /// Forwards unless a fault is planned.
    public func webhooks(_ query: WebhookQuery) async throws -> [WebhookRecord] {
        try await perform(.webhooks) { try await inner.webhooks(query) }
    }

    /// Forwards unless a fault is planned.
    public func remove(_ removal: WebhookRemoval) async throws -> Int {
        try await perform(.remove) { try await inner.remove(removal) }
    }

    /// Forwards unless a fault is planned.
    public func log(_ query: LogQuery) async throws -> LogPage {
        try await perform(.log) { try await inner.log(query) }
    }

    /// Forwards unless a fault is planned.
    public func notices(_ request: NoticeRequest) async throws -> [Notice] {
        try await perform(.notices) { try await inner.notices(request) }
    }

    /// Forwards unless a fault is planned.
    public func maintain(_ request: MaintenanceRequest) async throws -> MaintenanceReport {
        try await perform(.maintain) { try await inner.maintain(request) }
    }

    /// Forwards unless a fault is planned.
    public func backlog() async throws -> Backlog {
        try await perform(.backlog) { try await inner.backlog() }
    }
}

extension FaultyStore: SharedWebhookStore where Inner: SharedWebhookStore {
    /// What the store inside tells; no plan can hold it back.
    public func changes() -> AsyncStream<Void> { inner.changes() }
}

extension FaultyStore: RowStore where Inner: RowStore {
    /// Forwards unless a fault is planned.
    public func change<Value: Sendable>(
        _ ids: [RowID],
        by rule: @escaping @Sendable (inout RowSet) throws -> Value
    ) async throws -> Value {
        try await perform(.change) { try await inner.change(ids, by: rule) }
    }

    /// Forwards unless a fault is planned.
    public func row(_ id: RowID) async throws -> [UInt8]? {
        try await perform(.row) { try await inner.row(id) }
    }

    /// Forwards unless a fault is planned.
    public func rows(_ query: RowQuery) async throws -> [StoredRow] {
        try await perform(.rows) { try await inner.rows(query) }
    }
}

extension FaultyStore: EventHistory where Inner: EventHistory {
    /// Forwards unless a fault is planned.
    public func events(_ query: EventQuery) async throws -> EventPage {
        try await perform(.events) { try await inner.events(query) }
    }

    /// Forwards unless a fault is planned.
    public func keepEvents(of scope: Scope, from position: Position?) async throws {
        try await perform(.keepEvents) { try await inner.keepEvents(of: scope, from: position) }
    }
}
