public import WebhookKit

/// Checks a transport against the contract of `WebhookTransport`, with real sockets on loopback.
///
/// Independent of any test framework:
///
/// ```swift
/// let kit = TransportConformance { setup in try MyTransport(trusting: setup.tls.authority) }
/// let report = await kit.report()
/// #expect(report.failures.isEmpty, "\(report)")
/// ```
///
/// Uses real time, because a transport is the edge where real time begins: deadlines of 600 ms,
/// with a tolerance of 500 ms.
public struct TransportConformance: Sendable {
    private let factory: TransportTrial.Factory

    /// Makes a kit for a transport that can be told whom to trust.
    ///
    /// - Parameter makeTransport: Gives a transport for a check. With an equal setup it may be a shared
    ///   one. What it throws makes the check fail.
    public init(makeTransport: @escaping @Sendable (Setup) throws -> any WebhookTransport) {
        factory = TransportTrial.Factory(canBeToldTLS: true, make: makeTransport)
    }

    /// Makes a kit for a transport that cannot be told whom to trust.
    ///
    /// The promises that need it are skipped, with that reason.
    ///
    /// - Parameter makeTransport: Gives a fresh transport, or a shared one, for each check.
    public init(makeTransport: @escaping @Sendable () -> any WebhookTransport) {
        factory = TransportTrial.Factory(canBeToldTLS: false) { _ in makeTransport() }
    }

    /// Checks all promises but the excluded ones, one after another.
    ///
    /// What is skipped is not told here, but by ``report(excluding:)``.
    ///
    /// - Parameter excluding: promises that the transport does not keep, each with the reason.
    /// - Returns: the failures; none when the transport conforms.
    public func run(
        excluding: [TransportPromise: String] = [:]
    ) async -> [ConformanceFailure<TransportPromise>] {
        await report(excluding: excluding).failures
    }

    /// Checks all promises but the excluded ones, and tells the outcome of each.
    ///
    /// - Parameter excluding: promises that the transport does not keep, each with the reason.
    public func report(
        excluding: [TransportPromise: String] = [:]
    ) async -> ConformanceReport<TransportPromise> {
        await ConformanceReport(excluding: excluding, outcome: outcome)
    }

    /// Checks one promise; nil when it is kept or, as ``outcome(of:)`` tells, skipped.
    public func check(_ promise: TransportPromise) async -> ConformanceFailure<TransportPromise>? {
        if case .broken(let failure) = await outcome(of: promise) { failure } else { nil }
    }

    /// Checks one promise.
    public func outcome(of promise: TransportPromise) async -> PromiseOutcome<TransportPromise> {
        let terms = TransportTerms.of(promise)
        if terms.needs.contains(.tlsSettings), !factory.canBeToldTLS {
            return .skipped("the kit was not told how to give the transport TLS settings")
        }
        do {
            let trial = try TransportTrial(factory)
            defer { trial.receiver.stop() }
            try await terms.check(trial)
            return .kept
        } catch let broken as BrokenPromise {
            return .broken(ConformanceFailure(promise: promise, message: broken.message))
        } catch {
            let message = "the check itself failed: \(error)"
            return .broken(ConformanceFailure(promise: promise, message: message))
        }
    }
}
