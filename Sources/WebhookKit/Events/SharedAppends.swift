/// Lets those who publish at the same time share one step of the store (E-7).
///
/// Who comes when nobody is there hands over at once, and pays two locks for it. For the others an
/// ``AppendLine`` says who goes with whom; nobody waits for more to come.
final class SharedAppends: Sendable {
    private typealias Caller = CheckedContinuation<Turn, Never>
    private typealias Entry = AppendLine<Caller>.Entry

    /// What a wait ends with.
    private enum Turn: Sendable {
        /// To hand over, and to take others along unless it has to be alone.
        case handsOver(isAlone: Bool)
        /// Somebody has handed over for it.
        case isDone(Result<[Publication], any Error>)
        /// Nothing: the task was cancelled before.
        case isCancelled
    }

    private let line = Locked(AppendLine<Caller>())

    /// How many wait.
    var waitingCount: Int { line.withLock { $0.waiting.count } }

    /// Appends a batch, all or none, together with those that wait.
    ///
    /// - Throws: what the store says of the batch, or of the step; `CancellationError` when the task was
    ///   cancelled before the batch was handed over, and nothing of it is stored.
    func append(_ events: [Event], to store: any WebhookStore) async throws -> [Publication] {
        if line.withLock({ $0.enter() }) {
            defer { pass() }
            return try await store.append(events)
        }
        switch await turn(events) {
        case .isCancelled: throw CancellationError()
        case .isDone(let result): return try result.get()
        case .handsOver(let isAlone):
            defer { pass() }
            try Task.checkCancellation()
            let company = isAlone ? [] : line.withLock { $0.takeCompany(of: events) }
            guard !company.isEmpty else { return try await store.append(events) }
            return try await append(events, with: company, to: store)
        }
    }

    /// Waits until it is this one's turn, or somebody hands over for all.
    private func turn(_ events: [Event]) async -> Turn {
        let ticket = line.withLock { $0.takeTicket() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let isFree = line.withLock { line in
                    if line.enter() { return true }
                    line.wait(.init(ticket: ticket, events: events, caller: caller))
                    return false
                }
                if isFree { return caller.resume(returning: .handsOver(isAlone: false)) }
                // Who was cancelled before it waited was not found in the line.
                if Task.isCancelled { leave(ticket) }
            }
        } onCancel: {
            leave(ticket)
        }
    }

    private func leave(_ ticket: Int) {
        let caller = line.withLock { $0.leave(ticket) }
        caller?.resume(returning: .isCancelled)
    }

    /// Hands over for all that go together, and tells the others.
    private func append(
        _ events: [Event],
        with others: [Entry],
        to store: any WebhookStore
    ) async throws -> [Publication] {
        let outcomes: [Result<[Publication], StoreError>]
        do {
            outcomes = try await store.append([events] + others.map(\.events))
        } catch is CancellationError {
            // This task was cancelled, not theirs.
            line.withLock { $0.putBack(others, isAlone: false) }
            throw CancellationError()
        } catch  where StoreError(wrapping: error).mayBeAboutOneBatch {
            line.withLock { $0.putBack(others, isAlone: true) }
            return try await store.append(events)
        } catch {
            for other in others { other.caller.resume(returning: .isDone(.failure(error))) }
            throw error
        }
        var rest = outcomes[...]
        let own = rest.popFirst() ?? .failure(.noOutcome)
        for other in others {
            let outcome = rest.popFirst() ?? .failure(.noOutcome)
            other.caller.resume(returning: .isDone(outcome.mapError { $0 }))
        }
        return try own.get()
    }

    /// Lets the next one have its turn.
    private func pass() {
        guard let next = line.withLock({ $0.next() }) else { return }
        next.caller.resume(returning: .handsOver(isAlone: next.isAlone))
    }
}

extension StoreError {
    /// Whether a step that failed for several batches may succeed for some of them alone; with the others
    /// each would only wait for the same answer.
    fileprivate var mayBeAboutOneBatch: Bool {
        ![.busy, .unavailable, .outcomeUnknown].contains(code)
    }
}
