/// Says, while a store fills a claim, who may have another slot of the process (D-10); pure.
///
/// However many receivers hang, those that answer are not held up, and no scope holds up the others. A
/// store makes one planner for each claim and goes through its ``groups`` in order. It leases to a
/// webhook of a group while ``share(of:)-(Responsiveness)``, ``share(of:)-(Scope)`` and
/// ``room(for:in:leased:)`` are positive, and tells ``take(_:for:)``; when ``isFull`` it stops. Then it
/// does all of that again if ``fillUp()`` says so: nobody else wants what is free. What a share keeps
/// back does not count for ``Claim/nextDue``: a settlement frees it.
public struct SlotPlanner: Sendable {
    private let request: ClaimRequest
    private var quiet = 0
    private var slow = 0
    private var all = 0
    /// What each scope holds; not counted where no scope can reach its limit by this claim.
    private var held: [Scope: Int] = [:]
    /// Whether a scope may reach its limit by this claim.
    package let countsScopes: Bool
    /// Whether scopes and quiet webhooks may have what others have left.
    private var isFillingUp = false
    /// Whether some scope has as much as it may while others wait.
    package private(set) var hasLargeScope = false

    /// The groups in the order in which they are served.
    ///
    /// Those with the smallest share come first, since others could keep them out for ever. Webhooks
    /// that have had no try come before those that are known to be silent. The other way round by
    /// ``ClaimRequest/beginsWithPrompt``.
    public let groups: [Responsiveness]

    /// Begins a claim.
    public init(_ request: ClaimRequest) {
        self.request = request
        let groups: [Responsiveness] = [.unproven, .silent, .slow, .prompt]
        self.groups = request.beginsWithPrompt ? groups.reversed() : groups
        let limit = min(request.scopeLimit, request.scopeMaximum)
        let most = request.held.values.max() ?? 0
        countsScopes = request.limit > limit - most
        if countsScopes {
            held = request.held
            hasLargeScope = most >= limit
        }
    }

    /// Whether the worker has no further slot.
    public var isFull: Bool { all >= request.limit }

    /// How many slots the worker has left.
    package var free: Int { request.limit - all }

    /// How many more deliveries the claim may give to webhooks of this group, slots aside.
    public func share(of group: Responsiveness) -> Int {
        switch group {
        case .unproven, .silent:
            min(request.quietLimit, isFillingUp ? .max : request.quietTurn) - quiet
        case .slow: request.slowLimit - quiet - slow
        case .prompt: .max
        }
    }

    /// How many more deliveries the claim may give to webhooks of this scope.
    public func share(of scope: Scope) -> Int {
        guard countsScopes else { return .max }
        return limit - (held[scope] ?? 0)
    }

    private var limit: Int {
        isFillingUp ? request.scopeMaximum : min(request.scopeLimit, request.scopeMaximum)
    }

    /// Lets scopes that hold much, and quiet webhooks that have had their turn, have what the others
    /// have left; false when that changes nothing.
    public mutating func fillUp() -> Bool {
        let hadTurn = quiet >= request.quietTurn && request.quietTurn < request.quietLimit
        guard hasLargeScope || hadTurn, !isFillingUp, !isFull else { return false }
        isFillingUp = true
        return true
    }

    /// How many more leases a webhook may get beside those that it has, over all workers.
    ///
    /// Not positive when it has as many as its flow allows, has one and is quiet, or has one and is
    /// ``ClaimRequest/overdue``. What has no lease is never kept back: nothing would end it.
    public func room(for webhook: Webhook, in group: Responsiveness, leased: Int) -> Int {
        if request.overdue.contains(webhook.id) { return leased == 0 ? 1 : 0 }
        return webhook.flow.room(
            beside: leased,
            in: group,
            default: request.defaultConcurrency
        )
    }

    /// Notes that a delivery to a webhook of this group and scope was leased.
    public mutating func take(_ group: Responsiveness, for scope: Scope) {
        all += 1
        if countsScopes {
            held[scope, default: 0] += 1
            if share(of: scope) <= 0 { hasLargeScope = true }
        }
        switch group {
        case .unproven, .silent: quiet += 1
        case .slow: slow += 1
        case .prompt: break
        }
    }
}
