public import WebhookKit

/// Checks that a store keeps every promise of `WebhookStore`, in any test framework.
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
    ///     taken as kept.
    ///   - makeStore: called once for each promise.
    public init(reopen: Reopening? = nil, makeStore: @escaping Factory) {
        self.makeStore = makeStore
        self.reopen = reopen
    }

    /// Checks all promises but the excluded ones, one after another.
    ///
    /// - Parameter excluding: promises that the store does not keep, each with the reason.
    /// - Returns: the failures; none when the store conforms.
    public func run(excluding: [StorePromise: String] = [:]) async -> [ConformanceFailure] {
        var failures: [ConformanceFailure] = []
        for promise in StorePromise.allCases where excluding[promise] == nil {
            if let failure = await check(promise) { failures.append(failure) }
        }
        return failures
    }

    /// Checks one promise; nil when it is kept.
    public func check(_ promise: StorePromise) async -> ConformanceFailure? {
        if promise.isAboutReopening, reopen == nil { return nil }
        let clock = ManualClock()
        do {
            let store = try await makeStore(clock)
            let trial = StoreTrial(store: store, clock: clock, reopen: reopen)
            try await promise.check(trial)
            return nil
        } catch let broken as BrokenPromise {
            return ConformanceFailure(promise: promise, message: broken.message)
        } catch {
            return ConformanceFailure(promise: promise, message: "the store threw: \(error)")
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
