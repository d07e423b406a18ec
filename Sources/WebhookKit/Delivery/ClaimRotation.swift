/// The webhooks that may have something to claim, in the order of their turns, as a store has them.
///
/// ``fill(_:by:)`` is the one place that says who is claimed from next, and how much a turn gives
/// (D-10): scopes take turns, and webhooks inside a scope; there is one such rotation for each group.
/// A store only finds heads of queues, leases, and writes down what became of a turn. Nothing here is
/// asked for twice, so that a store may read what it needs when it is asked, or beforehand.
package protocol ClaimRotation {
    /// A scope's place in the rotation of a group.
    associatedtype ScopeTurn
    /// A webhook's place in the rotation of a scope.
    associatedtype QueueTurn
    associatedtype Failure: Error

    /// Goes to the rotation of a group.
    mutating func enter(_ group: Responsiveness) throws(Failure)

    /// Is done with the rotation of a group.
    mutating func leave(_ group: Responsiveness) throws(Failure)

    /// The scope whose turn it is; nil when there is no other one. Its ``end(_:_:)`` follows, unless
    /// the store fails.
    mutating func nextScope(by planner: SlotPlanner) throws(Failure) -> ScopeTurn?

    /// How many more deliveries a scope may get, by ``SlotPlanner/share(of:)-(Scope)``.
    func share(of scope: ScopeTurn, by planner: SlotPlanner) throws(Failure) -> Int

    /// The webhook of a scope whose turn it is; nil when there is no other one. Its ``end(_:in:_:)``
    /// follows.
    mutating func nextQueue(in scope: ScopeTurn) throws(Failure) -> QueueTurn?

    /// How many more leases a webhook may get, by ``SlotPlanner/room(for:in:leased:)``.
    func room(of queue: QueueTurn, by planner: SlotPlanner) throws(Failure) -> Int

    /// Whether the head of a webhook's queue may begin now.
    ///
    /// - Parameters:
    ///   - free: how many deliveries the whole claim may still give to its scope and group; 0 when
    ///     there is no slot, and it is only asked whether another one could be leased.
    ///   - room: how many leases the webhook may get.
    mutating func isReady(
        _ queue: QueueTurn,
        in scope: ScopeTurn,
        free: Int,
        room: Int
    ) throws(Failure) -> Bool

    /// Leases the first deliveries of a webhook that may begin now, `most` at most.
    ///
    /// - Returns: for which scope, and how many.
    mutating func lease(
        _ most: Int,
        from queue: QueueTurn
    ) throws(Failure) -> (scope: Scope, count: Int)

    /// Writes down what became of a webhook's turn.
    mutating func end(
        _ queue: QueueTurn,
        in scope: ScopeTurn,
        _ end: QueueTurnEnd
    ) throws(Failure)

    /// Writes down what became of a scope's turn.
    mutating func end(_ scope: ScopeTurn, _ end: ScopeTurnEnd) throws(Failure)
}

/// What becomes of a webhook's place in its scope's rotation when its turn has come.
package enum QueueTurnEnd: Sendable {
    /// It was served, and goes behind all others.
    case served
    /// It keeps its place: there is no slot.
    case passedOver
    /// It leaves, since the webhook has as many leases as it may; the end of one brings it back.
    case saturated
    /// It leaves, since nothing of it may begin now; a due time or a new delivery brings it back.
    case idle
}

/// What becomes of a scope's place in a group's rotation when its turn has come.
package enum ScopeTurnEnd: Sendable {
    /// It was served, and goes behind all others.
    case served
    /// It keeps its place: there is no slot, or the scope holds as much as it may.
    case passedOver
    /// It leaves, since none of its webhooks has anything to begin now.
    case idle
}

extension ClaimRotation {
    /// Leases in turn what the worker's slots and their shares take.
    ///
    /// - Returns: whether another one could be leased if there were a slot.
    package mutating func fill(
        _ request: ClaimRequest,
        by planner: inout SlotPlanner
    ) throws(Failure) -> Bool {
        repeat {
            for group in planner.groups where planner.share(of: group) > 0 {
                try enter(group)
                let isFull = try serve(group, request.deliveriesPerTurn, by: &planner)
                try leave(group)
                if isFull { return true }
            }
        } while planner.fillUp()
        return false
    }

    /// Serves a group; true when there is no slot for another delivery of it.
    private mutating func serve(
        _ group: Responsiveness,
        _ perTurn: Int,
        by planner: inout SlotPlanner
    ) throws(Failure) -> Bool {
        while planner.share(of: group) > 0, let scope = try nextScope(by: planner) {
            let share = try share(of: scope, by: planner)
            guard share > 0 else {
                try end(scope, .passedOver)
                continue
            }
            let free = min(planner.free, planner.share(of: group), share)
            guard let (queue, room) = try nextReady(in: scope, free: free, by: planner) else {
                try end(scope, .idle)
                continue
            }
            guard free > 0 else {
                try end(queue, in: scope, .passedOver)
                try end(scope, .passedOver)
                return true
            }
            let leased = try lease(min(perTurn, free, room), from: queue)
            for _ in 0..<leased.count { planner.take(group, for: leased.scope) }
            try end(queue, in: scope, .served)
            try end(scope, .served)
        }
        return false
    }

    /// The next webhook of a scope that could be leased to, with how many leases it may get.
    private mutating func nextReady(
        in scope: ScopeTurn,
        free: Int,
        by planner: SlotPlanner
    ) throws(Failure) -> (queue: QueueTurn, room: Int)? {
        while let queue = try nextQueue(in: scope) {
            let room = try room(of: queue, by: planner)
            guard room > 0 else {
                try end(queue, in: scope, .saturated)
                continue
            }
            if try isReady(queue, in: scope, free: free, room: room) { return (queue, room) }
            try end(queue, in: scope, .idle)
        }
        return nil
    }
}
