/// What one append does with each event of a batch, decided before anything is written; pure (E-6).
///
/// A store makes one for each batch inside its atomic step, and then stores what it says:
///
/// ```swift
/// let plan = try AppendPlan(events) { key, scope in
///     published[scope, key]
/// } isTaken: { id, scope in
///     events[scope, id] != nil
/// }
/// return plan.publications { index in store(events[index]) }
/// ```
///
/// A database reads all keys and ids of the call by one query each, and lets the closures look there; what
/// one batch stores, the next one must find.
public struct AppendPlan: Sendable, Hashable {
    // Nearly all batches have one event, whose step needs no array.
    private var first: Step?
    private var rest: ArraySlice<Step> = []

    /// One for each event, in their order.
    public var steps: [Step] { first.map { [$0] + rest } ?? [] }

    /// What becomes of one event.
    public enum Step: Sendable, Hashable {
        /// It is new: it gets the next position, and a delivery to each webhook that takes it.
        case store
        /// Its idempotency key has published it before, as this event.
        case repeats(Event.ID, at: Position)
        /// An earlier event of the batch, at this index, has the same key and says the same.
        case repeatsInCall(Int)
    }

    /// Decides about all events of a batch.
    ///
    /// - Parameters:
    ///   - events: what is to be appended.
    ///   - published: gives what a scope has stored under a key; asked for events with a key.
    ///   - isTaken: whether a scope has an event of this id; asked for events that are not repeated.
    /// - Throws: ``StoreError/Code/keyReused`` when a key has published other data, and
    ///   ``StoreError/Code/conflict`` when an id is taken, be it by an earlier event of the batch.
    ///   Nothing may be stored then.
    public init(
        _ events: [Event],
        published: (_ key: ExactText, _ scope: Scope) throws(StoreError) -> StoredEvent?,
        isTaken: (_ id: Event.ID, _ scope: Scope) throws(StoreError) -> Bool
    ) throws(StoreError) {
        if events.count == 1 {
            first = try Self.step(for: events[0], published: published, isTaken: isTaken)
            return
        }
        var keys: [Name<ExactText>: Int] = [:]
        var ids: Set<Name<Event.ID>> = []
        var steps: [Step] = []
        steps.reserveCapacity(events.count)
        for (index, event) in events.enumerated() {
            let key = event.idempotencyKey.map { Name(event.scope, $0) }
            if let key, let first = keys[key] {
                guard events[first].publishesTheSame(as: event) else { throw .keyReused(key.name) }
                steps.append(.repeatsInCall(first))
                continue
            }
            let step = try Self.step(for: event, published: published) {
                (id, scope) throws(StoreError) in
                guard ids.insert(Name(scope, id)).inserted else { return true }
                return try isTaken(id, scope)
            }
            if case .store = step, let key { keys[key] = index }
            steps.append(step)
        }
        first = steps.first
        rest = steps.dropFirst()
    }

    /// Decides about an event that comes alone; see ``init(_:published:isTaken:)``.
    ///
    /// - Returns: ``Step/store`` or ``Step/repeats(_:at:)``.
    public static func step(
        for event: Event,
        published: (_ key: ExactText, _ scope: Scope) throws(StoreError) -> StoredEvent?,
        isTaken: (_ id: Event.ID, _ scope: Scope) throws(StoreError) -> Bool
    ) throws(StoreError) -> Step {
        if let key = event.idempotencyKey, let first = try published(key, event.scope) {
            guard first.event.publishesTheSame(as: event) else { throw .keyReused(key) }
            return .repeats(first.event.id, at: first.position)
        }
        guard try !isTaken(event.id, event.scope) else { throw .idTaken(event.id) }
        return .store
    }

    /// Carries the plan out: stores what is new, in order, and answers for every event.
    ///
    /// - Parameter store: stores the event of this index and says where it stands.
    public func publications<Failure: Error>(
        storing store: (_ index: Int) throws(Failure) -> Publication
    ) throws(Failure) -> [Publication] {
        var publications: [Publication] = []
        guard let first else { return [] }
        publications.reserveCapacity(1 + rest.count)
        publications.append(try publication(first, 0, after: [], storing: store))
        for (index, step) in rest.enumerated() {
            publications.append(
                try publication(step, index + 1, after: publications, storing: store)
            )
        }
        return publications
    }

    private func publication<Failure: Error>(
        _ step: Step,
        _ index: Int,
        after earlier: [Publication],
        storing store: (_ index: Int) throws(Failure) -> Publication
    ) throws(Failure) -> Publication {
        switch step {
        case .store: return try store(index)
        case .repeats(let id, let position): return Publication(duplicateOf: id, at: position)
        case .repeatsInCall(let index):
            return Publication(duplicateOf: earlier[index].id, at: earlier[index].position)
        }
    }

    private struct Name<Value: Hashable & Sendable>: Hashable {
        let scope: Scope
        let name: Value

        init(_ scope: Scope, _ name: Value) {
            self.scope = scope
            self.name = name
        }

        // Nearly all calls have one scope: hashing the name alone is quicker.
        func hash(into hasher: inout Hasher) {
            hasher.combine(name)
        }
    }
}

extension Publication {
    fileprivate init(duplicateOf id: Event.ID, at position: Position) {
        self.init(id: id, position: position, isDuplicate: true, queued: 0)
    }
}
