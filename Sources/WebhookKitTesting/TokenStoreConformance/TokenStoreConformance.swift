public import WebhookKit

/// Checks that a host's own store of tokens keeps every promise of `TokenStore`, in any test framework.
///
/// ```swift
/// let conformance = TokenStoreConformance { MyTokenStore() }
/// for failure in await conformance.run() { Issue.record("\(failure)") }
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
    public func run(excluding: [TokenStorePromise: String] = [:]) async -> [TokenStoreFailure] {
        var failures: [TokenStoreFailure] = []
        for promise in TokenStorePromise.allCases where excluding[promise] == nil {
            if let failure = await check(promise) { failures.append(failure) }
        }
        return failures
    }

    /// Checks one promise; nil when it is kept.
    public func check(_ promise: TokenStorePromise) async -> TokenStoreFailure? {
        do {
            try await promise.check(TokenChecks(store: try await makeStore()))()
            return nil
        } catch let broken as BrokenPromise {
            return TokenStoreFailure(promise: promise, message: broken.message)
        } catch {
            return TokenStoreFailure(promise: promise, message: "the store threw: \(error)")
        }
    }
}

/// A promise that a store of tokens has broken.
public struct TokenStoreFailure: Sendable, Hashable, CustomStringConvertible {
    /// Which one.
    public let promise: TokenStorePromise

    /// What was expected and what came instead.
    public let message: String

    /// The promise's name and the message.
    public var description: String { "\(promise.rawValue): \(message)" }
}

extension TokenStorePromise {
    /// How it is checked.
    fileprivate var check: @Sendable (TokenChecks) -> () async throws -> Void {
        switch self {
        case .tokensComeBackAsGiven: { $0.tokensComeBackAsGiven }
        case .changesAreSeen: { $0.changesAreSeen }
        case .refusalsComeOutAsTheyAre: { $0.refusalsComeOutAsTheyAre }
        case .refusedStepsChangeNothing: { $0.refusedStepsChangeNothing }
        case .stepsAreWhole: { $0.stepsAreWhole }
        case .tokensBelongToTheirScope: { $0.tokensBelongToTheirScope }
        case .tokensComeInPages: { $0.tokensComeInPages }
        case .limitsHoldUnderARace: { $0.limitsHoldUnderARace }
        case .changesAtOnceAreNotLost: { $0.changesAtOnceAreNotLost }
        case .removedTokensAreGone: { $0.removedTokensAreGone }
        }
    }
}
