public import WebhookKit

/// Checks that a store keeps every promise of `WebhookStore` and, where it has them, of `RowStore` and
/// `EventHistory`, in any test framework.
///
/// ```swift
/// let conformance = StoreConformance { clock in MyStore(clock: clock) }
/// for failure in await conformance.run() { Issue.record("\(failure)") }
/// ```
///
/// Every promise is checked with a fresh store and in virtual time; no check sleeps.
public struct StoreConformance: Sendable {
    /// Makes a fresh, empty store that takes its time from the clock.
    public typealias Factory = @Sendable (ManualClock) async throws -> any WebhookStore

    /// Closes a durable store as far as it needs closing and opens it again on the same data.
    ///
    /// The clock is a new one: its wall goes on where the old one's was, its uptime begins anew, as
    /// after a restart of the machine. The old store is not used any more.
    public typealias Reopening =
        @Sendable (any WebhookStore, ManualClock) async throws -> any WebhookStore

    private let makeStore: Factory
    private let reopen: Reopening?

    /// Takes the store to check.
    ///
    /// - Parameters:
    ///   - reopen: opens a durable store again; without it the promises about opening again are
    ///     skipped.
    ///   - makeStore: called once for each promise.
    public init(reopen: Reopening? = nil, makeStore: @escaping Factory) {
        self.makeStore = makeStore
        self.reopen = reopen
    }

    /// Checks all promises but the excluded ones, one after another.
    ///
    /// What is skipped is not told here, but by ``report(excluding:)``.
    ///
    /// - Parameter excluding: promises that the store does not keep, each with the reason.
    /// - Returns: the failures; none when the store conforms.
    public func run(excluding: [StorePromise: String] = [:]) async -> [ConformanceFailure] {
        await report(excluding: excluding).failures
    }

    /// Checks all promises but the excluded ones, and tells the outcome of each.
    ///
    /// A store that has only one of the ports is checked for that one; the promises of the others are
    /// skipped, with that reason.
    ///
    /// - Parameter excluding: promises that the store does not keep, each with the reason.
    public func report(excluding: [StorePromise: String] = [:]) async -> ConformanceReport {
        var report = ConformanceReport()
        for promise in StorePromise.allCases {
            let reason = excluding[promise]
            let outcome: PromiseOutcome =
                if let reason { .skipped(reason) } else { await outcome(of: promise) }
            report.outcomes.append((promise, outcome))
        }
        return report
    }

    /// Checks one promise; nil when it is kept or, as ``outcome(of:)`` tells, skipped.
    public func check(_ promise: StorePromise) async -> ConformanceFailure? {
        if case .broken(let failure) = await outcome(of: promise) { failure } else { nil }
    }

    /// Checks one promise.
    public func outcome(of promise: StorePromise) async -> PromiseOutcome {
        if promise.isAboutReopening, reopen == nil {
            return .skipped("the kit was not told how to open the store again")
        }
        let clock = ManualClock()
        do {
            let store = try await makeStore(clock)
            guard store.has(promise.part) else {
                return .skipped("the store has no part \"\(promise.part.rawValue)\"")
            }
            let trial = StoreTrial(store: store, clock: clock, reopen: reopen)
            try await promise.check(trial)
            return .kept
        } catch let broken as BrokenPromise {
            return .broken(ConformanceFailure(promise: promise, message: broken.message))
        } catch {
            let message = "the store threw: \(error)"
            return .broken(ConformanceFailure(promise: promise, message: message))
        }
    }
}

extension WebhookStore {
    fileprivate func has(_ part: StorePart) -> Bool {
        switch part {
        case .sending: true
        case .rows: self is any RowStore
        case .history: self is any EventHistory
        }
    }
}

/// A promise that a store has broken.
public struct ConformanceFailure: Sendable, Hashable, CustomStringConvertible {
    /// Which one.
    public let promise: StorePromise

    /// What was expected and what came instead.
    public let message: String

    /// The promise's name and the message.
    public var description: String { "\(promise.rawValue): \(message)" }
}

/// Thrown by a check at the first difference.
struct BrokenPromise: Error {
    let message: String
}
