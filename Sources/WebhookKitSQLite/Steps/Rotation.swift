import WebhookKit
import WebhookKitSQL

/// The rotations as the tables have them, for one claim (D-10).
///
/// Reads as many places of a group as the claim can need, in the order of their turns: a round. Who is
/// next in it says ``ClaimRotation``; where everybody went is written at the end of a round.
struct Rotation: ClaimRotation {
    typealias Failure = StoreError

    private let core: StoreCore
    private let request: ClaimRequest
    private let reader: DueReader
    private let leasing: Leasing
    /// What the claim has so far.
    private(set) var claim: Claim
    private var group = Responsiveness.unproven
    /// The scopes of the present round, in the order of their turns.
    private var scopes: [ScopeTurn] = []
    private var next = 0
    /// Those whose places have changed.
    private var visited: [ScopeTurn] = []
    private var isInRound = false
    /// What the claim had when the round began.
    private var before = 0
    /// Whether the round has met a webhook for the first time, or a scope that has none left.
    private var isNews = false
    /// Webhooks that this claim has looked at.
    private var seen: Set<Int64> = []
    /// Whether something was left that seems to be due, since too much around it is void.
    private var gaveUp = false
    /// Deliveries whose rows cannot be read.
    private var damaged: [Int64] = []

    init(core: StoreCore, request: ClaimRequest, claim: Claim) {
        self.core = core
        self.request = request
        self.claim = claim
        reader = DueReader(core: core)
        leasing = Leasing(core: core, request: request)
        self.claim.deliveries.reserveCapacity(max(0, min(request.limit, 256)))
    }

    /// How many places are read at once: more than the claim asks for, since many may turn out to have
    /// nothing.
    private var most: Int { max(16, min(request.limit, 10_000)) }

    // MARK: Groups

    mutating func enter(_ group: Responsiveness) {
        self.group = group
        scopes = []
        next = 0
        seen = []
        gaveUp = false
    }

    mutating func leave(_ group: Responsiveness) throws(StoreError) {
        try endRound()
        for number in damaged where try core.setAside(number) { claim.parked += 1 }
        damaged = []
        try core.flushQueues()
        // The sweep is at work meanwhile.
        if gaveUp { claim.note(nextDue: .milliseconds(100)) }
    }

    /// Writes where the scopes of a round and their webhooks went.
    private mutating func endRound() throws(StoreError) {
        guard isInRound else { return }
        isInRound = false
        for scope in visited {
            scope.isVisited = false
            try core.heads.write(scope.turn, of: ScopePlace(scope: scope.number, group: group))
        }
        visited = []
        try core.flushQueues()
    }

    // MARK: Scopes

    mutating func nextScope(by planner: SlotPlanner) throws(StoreError) -> ScopeTurn? {
        if next >= scopes.count {
            if isInRound {
                try endRound()
                // Whoever came back at once without having been leased would come back for ever.
                guard isNews || claim.deliveries.count > before else {
                    // Two scopes at most are kept back.
                    gaveUp = try readScopes(3, planner)
                    scopes = []
                    return nil
                }
            }
            guard try readScopes(most, planner) else { return nil }
            isInRound = true
            isNews = false
            before = claim.deliveries.count
        }
        defer { next += 1 }
        return scopes[next]
    }

    /// Reads the scopes whose turn it is; false when there is none.
    private mutating func readScopes(
        _ most: Int,
        _ planner: SlotPlanner
    ) throws(StoreError) -> Bool {
        scopes = try core.turnTable.first(most, of: group) { ScopeTurn($0, turn: $1) }
        next = 0
        guard planner.hasLargeScope else { return !scopes.isEmpty }
        var free: [ScopeTurn] = []
        for scope in scopes where try share(of: scope, by: planner) > 0 { free.append(scope) }
        scopes = free
        return !scopes.isEmpty
    }

    func share(of scope: ScopeTurn, by planner: SlotPlanner) throws(StoreError) -> Int {
        guard planner.countsScopes else { return .max }
        // Its webhooks are set aside when it is their turn.
        let entry = try core.readable { () throws(StoreError) in
            try core.scope(number: scope.number)
        }
        return entry.map { planner.share(of: $0.scope) } ?? .max
    }

    mutating func end(_ scope: ScopeTurn, _ end: ScopeTurnEnd) {
        switch end {
        // It stays where it is in the rotation.
        case .passedOver: return
        case .served:
            scope.turn = core.counters.nextTurn()
            scopes.append(scope)
        case .idle:
            if !scope.hasMore { scope.turn = nil }
        }
        if !scope.isVisited { visited.append(scope) }
        scope.isVisited = true
    }

    // MARK: Webhooks

    mutating func nextQueue(in scope: ScopeTurn) throws(StoreError) -> QueueTurn? {
        if !scope.isRead { try readQueues(of: scope) }
        while scope.next < scope.queues.count {
            let turn = scope.queues[scope.next]
            scope.next += 1
            let queue = turn.queue
            if seen.insert(queue.webhook).inserted { isNews = true }
            turn.webhook = try core.readable { () throws(StoreError) in
                try core.webhook(queue.webhook)
            }
            if turn.webhook != nil { return turn }
            // It cannot be read: it must not hold up the others.
            queue.turn = nil
            queue.timer = core.time.steady &+ QueueHeads.unreadablePause
            queue.isDirty = true
        }
        return nil
    }

    private mutating func readQueues(of scope: ScopeTurn) throws(StoreError) {
        let webhooks = try core.queueTable.inTurn(most, of: scope.number, group)
        for webhook in webhooks {
            let queue = try core.readable { () throws(StoreError) -> Queue? in
                try core.queue(webhook)
            }
            if let queue { scope.queues.append(QueueTurn(queue)) }
        }
        scope.isRead = true
        scope.hasMore = webhooks.count == most
        if webhooks.isEmpty { isNews = true }
    }

    func room(of turn: QueueTurn, by planner: SlotPlanner) -> Int {
        turn.webhook.map { planner.room(for: $0, turn.queue) } ?? 0
    }

    mutating func isReady(
        _ turn: QueueTurn,
        in scope: ScopeTurn,
        free: Int,
        room: Int
    ) throws(StoreError) -> Bool {
        guard let webhook = turn.webhook else { return false }
        if turn.isEmpty, !turn.isRead {
            let share = free / max(1, scopes.count * scope.queues.count)
            // More every time, since a body that is read for nothing is dear.
            let wanted = min(max(request.deliveriesPerTurn, share, turn.most * 2), free, room)
            let most = max(1, min(wholeTurns(wanted), free, room))
            turn.isRead = true
            let due = try core.readable { () throws(StoreError) in
                try reader.read(turn.queue, webhook, most: most)
            }
            if let due {
                turn.take(due)
                damaged += due.damaged
                if due.isHidden { gaveUp = true }
            }
        }
        return !turn.isEmpty
            && core.heads.earliestStart(of: turn.queue, webhook) <= core.time.steady
    }

    /// So many, or some more: no turn gives less than another one since its page has come to an end.
    private func wholeTurns(_ count: Int) -> Int {
        let rest = count % request.deliveriesPerTurn
        guard rest > 0, count < Int.max / 2 else { return count }
        return count - rest + request.deliveriesPerTurn
    }

    mutating func lease(
        _ most: Int,
        from turn: QueueTurn
    ) throws(StoreError) -> (scope: Scope, count: Int) {
        guard let webhook = turn.webhook else { return (.default, 0) }
        let queue = turn.queue
        var count = 0
        while count < most, let next = turn.first {
            guard core.heads.earliestStart(of: queue, webhook) <= core.time.steady else { break }
            turn.next += 1
            count += 1
            try core.deliveries.takeOut(next.record, of: queue)
            try leasing.lease(next.record, next.event, webhook, queue, into: &claim)
        }
        return (webhook.scope.scope, count)
    }

    mutating func end(_ turn: QueueTurn, in scope: ScopeTurn, _ end: QueueTurnEnd) {
        let queue = turn.queue
        switch end {
        case .passedOver: break
        case .served:
            queue.turn = core.counters.nextTurn()
            queue.isDirty = true
            scope.queues.append(turn)
        case .saturated:
            queue.turn = nil
            queue.isDirty = true
        case .idle:
            if queue.turn != nil { queue.reschedule() }
        }
    }
}

extension Rotation {
    /// A scope's place, with its webhooks as far as they were read.
    final class ScopeTurn {
        let number: Int64
        /// Its place in the rotation; nil when it has left it.
        var turn: Int64?
        var queues: [QueueTurn] = []
        var next = 0
        var isRead = false
        /// Whether more of it is in the rotation than was read.
        var hasMore = false
        var isVisited = false

        init(_ number: Int64, turn: Int64) {
            self.number = number
            self.turn = turn
        }
    }

    /// A webhook's place, with its due deliveries as far as they were read.
    final class QueueTurn {
        let queue: Queue
        /// As it was read when its turn came.
        var webhook: WebhookEntry?
        /// What is due, in order.
        private var due: [DueDelivery] = []
        var next = 0
        /// How many were asked for at once.
        private(set) var most = 0
        /// Whether there was less than asked for.
        var isRead = false

        init(_ queue: Queue) {
            self.queue = queue
        }

        /// Whether all that was read has been taken.
        var isEmpty: Bool { next >= due.count }

        /// The next one to lease.
        var first: DueDelivery? { isEmpty ? nil : due[next] }

        /// Goes on with what was read.
        func take(_ read: DueReader.Page) {
            due = read.deliveries
            next = 0
            most = read.most
            isRead = read.isLast
        }
    }
}
