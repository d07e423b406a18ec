public import WebhookKit

/// How a second and a third store are opened where the first one is, as other processes or machines
/// would open them.
public struct StorePeers: Sendable {
    /// Opens one more store on the place of the first.
    ///
    /// It takes its time from the clock that the first one takes its from: from its own, as in
    /// production, when that is nil.
    public typealias Opening =
        @Sendable (_ first: any WebhookStore, _ clock: ManualClock?) async throws
        -> any WebhookStore

    private enum Kind {
        case none(reason: String)
        case several(Int, Opening)
    }

    private let kind: Kind

    /// Several stores work on one place at once.
    ///
    /// - Parameters:
    ///   - count: how many in all, the first one included; with fewer than two there are no peers, and
    ///     the promises that need some are skipped.
    ///   - open: opens each of the others.
    public static func several(_ count: Int = 2, open: @escaping Opening) -> StorePeers {
        guard count >= 2 else {
            return .none(because: "the kit was told to open one store only")
        }
        return StorePeers(kind: .several(count, open))
    }

    /// Only one store at a time has its place; the reason is reported with each promise that is
    /// skipped for it.
    public static func none(because reason: String) -> StorePeers {
        StorePeers(kind: .none(reason: reason))
    }

    /// Why there are none; nil when there are.
    var absence: String? {
        if case .none(let reason) = kind { reason } else { nil }
    }

    /// Opens the others.
    func open(beside first: any WebhookStore, clock: ManualClock?) async throws
        -> [any WebhookStore]
    {
        guard case .several(let count, let open) = kind else { return [] }
        var others: [any WebhookStore] = []
        for _ in 1..<count { others.append(try await open(first, clock)) }
        return others
    }
}
