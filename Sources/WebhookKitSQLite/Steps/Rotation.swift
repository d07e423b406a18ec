import WebhookKit

/// One claim's way through the scopes and webhooks of a group that have something due: they take
/// turns (D-10).
///
/// Reads as many of them as it can need, in the order of their turns; whoever has had a turn goes
/// behind all others.
struct Rotation {
    private let core: StoreCore
    private let request: ClaimRequest
    private let group: Responsiveness
    /// Who may have another slot, after what was leased so far.
    private(set) var planner: SlotPlanner
    /// Scopes in the order of their turns.
    private var scopes: [ScopeTurn] = []
    private var nextScope = 0
    private var visited: [ScopeTurn] = []
    /// Whether something was left that seems to be due, since too much around it is void.
    private(set) var gaveUp = false
    /// Webhooks that this claim has looked at.
    private var seen: Set<Int64> = []
    /// Whether the present round has met a webhook for the first time, or a scope that has none left.
    private var isNews = false
    /// Deliveries whose rows cannot be read.
    private(set) var damaged: [Int64] = []

    private final class ScopeTurn {
        let number: Int64
        /// Its place in the rotation; nil when it has left it.
        var turn: Int64?
        var queues: [QueueTurn] = []
        var next = 0
        var isRead = false
        /// Whether more of it is in the rotation than was read.
        var hasMore = false
        var isVisited = false

        init(number: Int64, turn: Int64) {
            self.number = number
            self.turn = turn
        }
    }

    private final class QueueTurn {
        let queue: Queue
        /// What is due, in order, as far as it was read.
        var due: [Due] = []
        var next = 0
        /// How many were asked for at once; more every time, since a body that is read for nothing is
        /// dear.
        var most = 0
        /// Whether there was less than asked for.
        var isRead = false

        /// Whether all that was read has been taken.
        var isEmpty: Bool { next >= due.count }

        init(_ queue: Queue) {
            self.queue = queue
        }
    }

    /// A class, since it is large and goes through several lists.
    fileprivate final class Due {
        let record: DeliveryRecord
        let event: StoredEvent

        init(record: DeliveryRecord, event: StoredEvent) {
            self.record = record
            self.event = event
        }

        /// The longest due first.
        var place: (Int64, Int64) { (record.due ?? 0, record.number.value) }
    }

    init(core: StoreCore, request: ClaimRequest, group: Responsiveness, planner: SlotPlanner) {
        self.core = core
        self.request = request
        self.group = group
        self.planner = planner
    }

    /// Leases what the planner lets the group have; true when it has no slot for another one.
    mutating func claim(into claim: inout Claim) throws(StoreError) -> Bool {
        // More than it asks for: many may turn out to have nothing.
        let most = max(16, min(request.limit, 10_000))
        claim.deliveries.reserveCapacity(max(0, min(request.limit, 256)))
        var isFull = false
        while !isFull, try readScopes(most) {
            isNews = false
            let before = claim.deliveries.count
            isFull = try goRound(most, into: &claim)
            for scope in visited {
                try core.write(scope.turn, of: ScopePlace(scope: scope.number, group: group))
            }
            visited = []
            try core.flushQueues()
            // Whoever came back at once without having been leased would come back for ever.
            guard planner.share(of: group) > 0 else { return isFull }
            guard isFull || isNews || claim.deliveries.count > before else {
                // Two scopes at most are kept back.
                gaveUp = try readScopes(3)
                return false
            }
        }
        return isFull
    }

    /// Gives everyone who was read their turns; true when another one could be leased.
    private mutating func goRound(
        _ most: Int,
        into claim: inout Claim
    ) throws(StoreError) -> Bool {
        while nextScope < scopes.count, planner.share(of: group) > 0 {
            let scope = scopes[nextScope]
            nextScope += 1
            let share = try share(of: scope)
            // It stays where it is in the rotation.
            guard share > 0 else { continue }
            let remaining = min(
                request.limit - claim.deliveries.count,
                planner.share(of: group),
                share
            )
            guard let turn = try turn(in: scope, most, remaining: remaining) else {
                if !scope.hasMore { scope.turn = nil }
                if !scope.isVisited { visited.append(scope) }
                scope.isVisited = true
                continue
            }
            guard remaining > 0 else { return true }
            let most = min(quantum(of: request.limit), remaining)
            try take(turn, most: most, into: &claim)
            // Behind all others.
            turn.queue.turn = core.counters.nextTurn()
            turn.queue.isDirty = true
            scope.queues.append(turn)
            scope.turn = core.counters.nextTurn()
            if !scope.isVisited { visited.append(scope) }
            scope.isVisited = true
            scopes.append(scope)
        }
        return false
    }

    /// Reads the scopes whose turn it is; false when there is none.
    private mutating func readScopes(_ most: Int) throws(StoreError) -> Bool {
        scopes = try core.connection.all(
            "SELECT scope, turn FROM {turns} WHERE responsiveness = ?1 ORDER BY turn LIMIT ?2",
            group.rawValue,
            most
        ) { ScopeTurn(number: $0.int(0), turn: $0.int(1)) }
        nextScope = 0
        guard planner.hasLargeScope else { return !scopes.isEmpty }
        var free: [ScopeTurn] = []
        for scope in scopes where try share(of: scope) > 0 { free.append(scope) }
        scopes = free
        return !scopes.isEmpty
    }

    /// How many more deliveries a scope may get.
    private func share(of scope: ScopeTurn) throws(StoreError) -> Int {
        guard planner.countsScopes else { return .max }
        // Its webhooks are set aside when it is their turn.
        let entry = try core.readable { () throws(StoreError) in
            try core.scope(number: scope.number)
        }
        return entry.map { planner.share(of: $0.scope) } ?? .max
    }

    /// The next webhook of a scope that has something to claim.
    private mutating func turn(
        in scope: ScopeTurn,
        _ most: Int,
        remaining: Int
    ) throws(StoreError) -> QueueTurn? {
        if !scope.isRead { try read(scope, most) }
        while scope.next < scope.queues.count {
            let turn = scope.queues[scope.next]
            scope.next += 1
            let queue = turn.queue
            if seen.insert(queue.webhook).inserted { isNews = true }
            guard
                let webhook = try core.readable({ () throws(StoreError) in
                    try core.webhook(queue.webhook)
                })
            else {
                // It cannot be read: it must not hold up the others.
                queue.turn = nil
                queue.timer = core.time.steady &+ StoreCore.unreadablePause
                queue.isDirty = true
                continue
            }
            guard planner.room(for: webhook, queue) > 0 else {
                queue.turn = nil
                queue.isDirty = true
                continue
            }
            if turn.isEmpty, !turn.isRead {
                let share = remaining / max(1, scopes.count * scope.queues.count)
                let wanted = max(quantum(of: request.limit), share, turn.most * 2)
                turn.isRead = true
                try core.readable { () throws(StoreError) in
                    try read(turn, webhook, most: min(wanted, remaining))
                }
            }
            if !turn.isEmpty, core.earliestStart(of: queue, webhook) <= core.time.steady {
                return turn
            }
            if queue.turn != nil { queue.reschedule() }
        }
        return nil
    }

    private mutating func read(_ scope: ScopeTurn, _ most: Int) throws(StoreError) {
        let webhooks = try core.connection.all(
            """
            SELECT webhook FROM {queues}
            WHERE scope = ?1 AND responsiveness = ?2 AND turn IS NOT NULL ORDER BY turn LIMIT ?3
            """,
            scope.number,
            group.rawValue,
            most
        ) { $0.int(0) }
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

    /// How many deliveries a turn gives: one, but more in large claims, since every further webhook
    /// costs as much as several deliveries of one.
    private func quantum(of limit: Int) -> Int { max(1, limit / 25) }

    /// Leases the next deliveries of a webhook, the first of which may begin.
    private mutating func take(
        _ turn: QueueTurn,
        most: Int,
        into claim: inout Claim
    ) throws(StoreError) {
        let queue = turn.queue
        guard let webhook = try core.webhook(queue.webhook) else { return }
        let room = planner.room(for: webhook, queue)
        for _ in 0..<min(most, room, turn.due.count - turn.next) {
            guard core.earliestStart(of: queue, webhook) <= core.time.steady else { return }
            let next = turn.due[turn.next]
            turn.next += 1
            try core.takeOut(next.record, of: queue)
            try core.lease(next.record, next.event, request, webhook, queue, into: &claim)
            planner.take(group, for: webhook.scope.scope)
        }
    }

    // MARK: What is due

    /// Reads what is due for a webhook, in order, `most` at most and no more than it may have now.
    private mutating func read(
        _ turn: QueueTurn,
        _ webhook: WebhookEntry,
        most: Int
    ) throws(StoreError) {
        let queue = turn.queue
        let room = planner.room(for: webhook, queue)
        let most = max(1, min(most, room))
        var due: [Due] = []
        if queue.sends {
            due =
                webhook.record.webhook.flow.isOrdered
                ? try firstInOrder(of: queue, webhook)
                : try subscribed(in: queue, webhook, most: most)
        }
        if queue.manual > 0 {
            due += try read(queue.manualLane, webhook, most: most)
            due.sort { $0.place < $1.place }
        }
        turn.isRead = due.count < most
        turn.due = Array(due.prefix(most))
        turn.next = 0
        turn.most = most
    }

    private mutating func subscribed(
        in queue: Queue,
        _ webhook: WebhookEntry,
        most: Int
    ) throws(StoreError) -> [Due] {
        guard webhook.record.dropped != DroppedTypes() else {
            return try read(queue.lane, webhook, most: most)
        }
        // Among them may be some of types that were removed; mostly there are none any more.
        let first = try read(queue.lane, webhook, most: most)
        if !first.contains(where: { core.isVoid($0.record, for: webhook) }) { return first }
        let read = try read(queue.lane, webhook, most: most + StoreCore.mostVoid)
        let live = read.filter { !core.isVoid($0.record, for: webhook) }
        // Those in the way are skipped by the sweep; until then the webhook is asked again.
        if live.isEmpty, read.count == most + StoreCore.mostVoid { gaveUp = true }
        return Array(live.prefix(most))
    }

    private func firstInOrder(
        of queue: Queue,
        _ webhook: WebhookEntry
    ) throws(StoreError) -> [Due] {
        guard let record = try core.firstInOrder(of: queue, webhook), let due = record.due,
            due <= core.time.steady
        else { return [] }
        let scope = webhook.scope.scope
        guard let event = try core.connection.event(at: record.event.position, scope: scope) else {
            throw .unreadable(core.place("bodies", record.event.position), "the row is missing")
        }
        return [Due(record: record, event: event)]
    }

    private mutating func read(
        _ lane: Int64,
        _ webhook: WebhookEntry,
        most: Int
    ) throws(StoreError) -> [Due] {
        let scope = webhook.scope.scope
        let rows = try core.connection.all(
            """
            SELECT {*delivery}, b.body
            FROM {deliveries} d INDEXED BY {deliveries_due}
            LEFT JOIN {events} e ON e.position = d.number / 65536
            LEFT JOIN {bodies} b ON b.position = e.position
            WHERE d.lane = ?1 AND d.due <= ?2 ORDER BY d.due, d.number LIMIT ?3
            """,
            lane,
            core.time.steady,
            most
        ) { row in
            (row.int(0), Result { () throws(StoreError) in try core.due(row, in: scope) })
        }
        var due: [Due] = []
        due.reserveCapacity(rows.count)
        for (number, row) in rows {
            switch row {
            case .success(let found): due.append(found)
            // It must not hold up the others.
            case .failure(let error):
                if let fault = error.rowFault { core.faults.note(fault) }
                damaged.append(number)
            }
        }
        return due
    }
}

extension StoreCore {
    fileprivate func due(_ row: Statement, in scope: Scope) throws(StoreError) -> Rotation.Due {
        let record = try row.delivery { place("deliveries", $0) }
        guard !row.isNull(26) else {
            throw .unreadable(place("bodies", record.event.position), "the row is missing")
        }
        let event = try record.event.stored(
            body: row.bytes(26),
            scope: scope,
            at: place("events", record.event.position)
        )
        return Rotation.Due(record: record, event: event)
    }
}
