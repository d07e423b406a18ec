public import WebhookKit

/// Checks a transport against the contract of `WebhookTransport`, with real sockets on loopback.
///
/// Independent of any test framework:
///
/// ```swift
/// let kit = TransportConformance { setup in try MyTransport(trusting: setup.tls.authority) }
/// @Test(arguments: TransportPromise.allCases)
/// func keeps(promise: TransportPromise) async throws { try await kit.check(promise) }
/// ```
///
/// Uses real time, because a transport is the edge where real time begins: deadlines of 600 ms,
/// with a tolerance of 500 ms.
public struct TransportConformance: Sendable {
    /// A promise that does not hold, and what happened instead.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The promise that is broken.
        public let promise: TransportPromise
        /// What was seen, for people.
        public let message: String
        /// The promise and what was seen.
        public var description: String { "\(promise.rawValue): \(message)" }
    }

    private let factory: TransportCheck.Factory

    /// Makes a kit for a transport that can be told whom to trust.
    ///
    /// - Parameter makeTransport: Gives a transport for a check. With an equal setup it may be a shared
    ///   one. What it throws makes the check fail.
    public init(makeTransport: @escaping @Sendable (Setup) throws -> any WebhookTransport) {
        factory = TransportCheck.Factory(canBeToldTLS: true, make: makeTransport)
    }

    /// Makes a kit for a transport that cannot be told whom to trust.
    ///
    /// The promises that need it fail, unless they are excluded.
    ///
    /// - Parameter makeTransport: Gives a fresh transport, or a shared one, for each check.
    public init(makeTransport: @escaping @Sendable () -> any WebhookTransport) {
        factory = TransportCheck.Factory(canBeToldTLS: false) { _ in makeTransport() }
    }

    /// Checks all promises one after the other.
    ///
    /// - Parameter exclusions: Promises left out, each with the reason why it cannot be kept.
    /// - Returns: What does not hold; empty when all is well.
    public func run(excluding exclusions: [TransportPromise: String] = [:]) async -> [Failure] {
        var failures: [Failure] = []
        for promise in TransportPromise.allCases where exclusions[promise] == nil {
            do throws(Failure) { try await check(promise) } catch { failures.append(error) }
        }
        return failures
    }

    /// Checks one promise.
    ///
    /// - Throws: ``Failure`` when it does not hold.
    public func check(_ promise: TransportPromise) async throws(Failure) {
        do {
            let check = try TransportCheck(factory)
            defer { check.receiver.stop() }
            try await check.run(promise)
        } catch let broken as TransportCheck.Broken {
            throw Failure(promise: promise, message: broken.message)
        } catch {
            throw Failure(promise: promise, message: "The check itself failed: \(error)")
        }
    }
}
