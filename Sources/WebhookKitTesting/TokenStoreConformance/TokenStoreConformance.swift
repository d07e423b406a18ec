public import WebhookKit

/// Checks that a host's own store of tokens keeps every promise of `TokenStore`, in any test framework.
///
/// ```swift
/// let report = await TokenStoreConformance { MyTokenStore() }.report()
/// #expect(report.failures.isEmpty, "\(report)")
/// ```
///
/// Every promise is checked through `TokenService`, with a fresh store.
public struct TokenStoreConformance: Sendable {
    private let makeStore: @Sendable () async throws -> any TokenStore

    /// Takes the store to check.
    ///
    /// - Parameter makeStore: makes a fresh, empty store; called once for each promise.
    public init(makeStore: @escaping @Sendable () async throws -> any TokenStore) {
        self.makeStore = makeStore
    }

    /// Checks all promises but the excluded ones, one after another.
    ///
    /// - Parameter excluding: promises that the store does not keep, each with the reason.
    /// - Returns: the failures; none when the store conforms.
    public func run(
        excluding: [TokenStorePromise: String] = [:]
    ) async -> [ConformanceFailure<TokenStorePromise>] {
        await report(excluding: excluding).failures
    }

    /// Checks all promises but the excluded ones, and tells the outcome of each.
    ///
    /// - Parameter excluding: promises that the store does not keep, each with the reason.
    public func report(
        excluding: [TokenStorePromise: String] = [:]
    ) async -> ConformanceReport<TokenStorePromise> {
        await ConformanceReport(excluding: excluding, outcome: outcome)
    }

    /// Checks one promise.
    public func outcome(of promise: TokenStorePromise) async -> PromiseOutcome<TokenStorePromise> {
        do {
            try await promise.terms.check(TokenChecks(store: try await makeStore()))()
            return .kept
        } catch let broken as BrokenPromise {
            return .broken(ConformanceFailure(promise: promise, message: broken.message))
        } catch {
            let message = "the store threw: \(error)"
            return .broken(ConformanceFailure(promise: promise, message: message))
        }
    }
}
