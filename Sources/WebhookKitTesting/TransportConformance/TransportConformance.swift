public import WebhookKit

/// Checks a transport against the contract of `WebhookTransport`, with real sockets on loopback.
///
/// Independent of any test framework:
///
/// ```swift
/// let kit = TransportConformance { setup in try MyTransport(trusting: setup.tls.authority) }
/// print(await kit.report())
/// ```
///
/// or as a test for each promise:
///
/// ```swift
/// @Test(arguments: TransportPromise.allCases)
/// func keeps(promise: TransportPromise) async throws { try await kit.check(promise) }
/// ```
///
/// Uses real time, because a transport is the edge where real time begins: deadlines of 600 ms,
/// with a tolerance of 500 ms.
public struct TransportConformance: Sendable {
    /// A promise that does not hold, and what happened instead.
    public typealias Failure = ConformanceFailure<TransportPromise>

    typealias Factory = @Sendable (Setup) throws -> any WebhookTransport

    private let makeTransport: Factory
    /// What the transports can be told.
    private let abilities: Set<TransportNeed>

    /// Makes a kit for a transport that can be told whom to trust.
    ///
    /// - Parameter makeTransport: Gives a transport for a check. With an equal setup it may be a shared
    ///   one. What it throws makes the check fail.
    public init(makeTransport: @escaping @Sendable (Setup) throws -> any WebhookTransport) {
        self.makeTransport = makeTransport
        abilities = [.trust]
    }

    /// Makes a kit for a transport that cannot be told whom to trust.
    ///
    /// The promises that need it cannot be checked: ``report(excluding:)`` skips them with that
    /// reason, and the others of the kit's calls take them for not kept unless they are excluded.
    ///
    /// - Parameter makeTransport: Gives a fresh transport, or a shared one, for each check.
    public init(makeTransport: @escaping @Sendable () -> any WebhookTransport) {
        self.makeTransport = { _ in makeTransport() }
        abilities = []
    }

    /// Checks all promises but the excluded ones, one after another, and tells the outcome of each.
    ///
    /// - Parameter exclusions: Promises left out, each with the reason why it cannot be kept.
    public func report(
        excluding exclusions: [TransportPromise: String] = [:]
    ) async -> ConformanceReport<TransportPromise> {
        await ConformanceReport(excluding: exclusions) { await outcome(of: $0) }
    }

    /// Checks all promises but the excluded ones, one after another.
    ///
    /// - Parameter exclusions: Promises left out, each with the reason why it cannot be kept.
    /// - Returns: What does not hold or cannot be checked; empty when all is well.
    public func run(excluding exclusions: [TransportPromise: String] = [:]) async -> [Failure] {
        var failures: [Failure] = []
        for promise in TransportPromise.allCases where exclusions[promise] == nil {
            do throws(Failure) { try await check(promise) } catch { failures.append(error) }
        }
        return failures
    }

    /// Checks one promise.
    ///
    /// - Throws: ``Failure`` when it does not hold, and when it cannot be checked.
    public func check(_ promise: TransportPromise) async throws(Failure) {
        switch await outcome(of: promise) {
        case .kept: return
        case .broken(let failure): throw failure
        case .skipped(let reason): throw Failure(promise: promise, message: reason)
        }
    }

    /// Checks one promise, and says why if it cannot be checked.
    public func outcome(of promise: TransportPromise) async -> PromiseOutcome<TransportPromise> {
        let terms = promise.terms
        guard terms.needs.isSubset(of: abilities) else {
            return .skipped(
                "It cannot be told whom to trust: give the kit a factory that takes a setup."
            )
        }
        do {
            let trial = try TransportTrial(makeTransport)
            defer { trial.receiver.stop() }
            try await terms.check(trial)
            return .kept
        } catch let broken as BrokenPromise {
            return .broken(Failure(promise: promise, message: broken.message))
        } catch {
            let message = "The check itself failed: \(error)"
            return .broken(Failure(promise: promise, message: message))
        }
    }
}
