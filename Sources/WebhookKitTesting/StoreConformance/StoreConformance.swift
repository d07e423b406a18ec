public import WebhookKit

/// Checks that a store keeps every promise of `WebhookStore` and, where it has them, of `RowStore`,
/// `EventHistory` and `SharedWebhookStore`, in any test framework.
///
/// ```swift
/// let conformance = StoreConformance { clock in MyStore(clock: clock) }
/// let report = await conformance.report()
/// print(report)
/// for failure in report.failures { Issue.record("\(failure)") }
/// ```
///
/// Every promise is checked with a fresh store and in virtual time, without sleeping, but for the few of
/// a store with its own clock. What is not checked is reported with its reason.
public struct StoreConformance: Sendable {
    /// Makes a fresh, empty store that takes its time from the clock.
    public typealias Factory = @Sendable (ManualClock) async throws -> any WebhookStore

    /// Closes a durable store as far as it needs closing and opens it again on the same data.
    ///
    /// The clock is a new one: its wall goes on where the old one's was, its uptime begins anew, as
    /// after a restart of the machine. The old store is not used any more.
    public typealias Reopening =
        @Sendable (any WebhookStore, ManualClock) async throws -> any WebhookStore

    /// Makes a fresh, empty store that takes its time from where it does in production.
    public typealias OwnClockFactory = @Sendable () async throws -> any WebhookStore

    private let makeStore: Factory?
    private let reopen: Reopening?
    private let peers: StorePeers
    private let ownClock: OwnClockFactory?

    /// Takes the store to check.
    ///
    /// What is left out lets the promises be skipped that need it.
    ///
    /// - Parameters:
    ///   - reopen: opens a durable store again.
    ///   - peers: how several stores are opened on one place, or why that cannot be.
    ///   - ownClock: makes a store with the clock it has in production, for a short run in real time.
    ///   - makeStore: called once for each promise.
    public init(
        reopen: Reopening? = nil,
        peers: StorePeers = .none(because: "the kit was not told how to open several stores"),
        ownClock: OwnClockFactory? = nil,
        makeStore: @escaping Factory
    ) {
        self.makeStore = makeStore
        self.reopen = reopen
        self.peers = peers
        self.ownClock = ownClock
    }

    /// Takes a store that has its time from a clock that nobody can set, such as a database server's.
    ///
    /// The promises that need one to set are skipped. Better let the store take its time from one
    /// place, and give the kit a hook there.
    ///
    /// - Parameters:
    ///   - peers: how several stores are opened on one place, or why that cannot be.
    ///   - ownClock: called once for each promise.
    public init(
        peers: StorePeers = .none(because: "the kit was not told how to open several stores"),
        ownClock: @escaping OwnClockFactory
    ) {
        makeStore = nil
        reopen = nil
        self.peers = peers
        self.ownClock = ownClock
    }

    /// Checks all promises but the excluded ones, one after another.
    ///
    /// What is skipped is not told here, but by ``report(excluding:)``.
    ///
    /// - Parameter excluding: promises that the store does not keep, each with the reason.
    /// - Returns: the failures; none when the store conforms.
    public func run(excluding: [StorePromise: String] = [:]) async -> [ConformanceFailure<
        StorePromise
    >] {
        await report(excluding: excluding).failures
    }

    /// Checks all promises but the excluded ones, and tells the outcome of each.
    ///
    /// What a store does not have, and what the kit was not told, lets the promises that need it be
    /// skipped, with that reason.
    ///
    /// - Parameter excluding: promises that the store does not keep, each with the reason.
    public func report(excluding: [StorePromise: String] = [:]) async -> ConformanceReport<
        StorePromise
    > {
        await ConformanceReport(excluding: excluding) { await outcome(of: $0) }
    }

    /// Checks one promise; nil when it is kept or, as ``outcome(of:)`` tells, skipped.
    public func check(_ promise: StorePromise) async -> ConformanceFailure<StorePromise>? {
        if case .broken(let failure) = await outcome(of: promise) { failure } else { nil }
    }

    /// Checks one promise.
    public func outcome(of promise: StorePromise) async -> PromiseOutcome<StorePromise> {
        let terms = promise.terms
        if let reason = reasonToSkip(terms.needs) { return .skipped(reason) }
        do {
            let clock = terms.needs.contains(.ownClock) || makeStore == nil ? nil : ManualClock()
            guard let store = try await store(by: clock) else {
                return .skipped(Self.noClock)
            }
            for part in terms.needs.sorted(by: { $0.rawValue < $1.rawValue })
            where !store.has(part) {
                return .skipped("the store has no part \"\(part.rawValue)\"")
            }
            let others =
                terms.needs.contains(.peers)
                ? try await peers.open(beside: store, clock: clock) : []
            let trial = StoreTrial(
                store: store,
                clock: clock ?? ManualClock(),
                others: others,
                reopen: reopen
            )
            try await terms.check(trial)
            return .kept
        } catch let broken as BrokenPromise {
            return .broken(ConformanceFailure(promise: promise, message: broken.message))
        } catch {
            let message = "the store threw: \(error)"
            return .broken(ConformanceFailure(promise: promise, message: message))
        }
    }

    private func store(by clock: ManualClock?) async throws -> (any WebhookStore)? {
        if let clock { try await makeStore?(clock) } else { try await ownClock?() }
    }

    /// Why whoever runs the kit lets promises with these needs be skipped; nil when they are checked.
    private func reasonToSkip(_ needs: Set<StoreNeed>) -> String? {
        if needs.contains(.reopening), reopen == nil {
            return "the kit was not told how to open the store again"
        }
        if needs.contains(.peers), let absence = peers.absence { return absence }
        if needs.contains(.clock), makeStore == nil { return "the store has no clock to set" }
        return needs.contains(.ownClock) && ownClock == nil ? Self.noClock : nil
    }

    private static let noClock = "the kit was not told how to make a store with its own clock"
}

extension WebhookStore {
    fileprivate func has(_ need: StoreNeed) -> Bool {
        switch need {
        case .rows: self is any RowStore
        case .history: self is any EventHistory
        case .changes: self is any SharedWebhookStore
        case .reopening, .peers, .clock, .ownClock: true
        }
    }
}
