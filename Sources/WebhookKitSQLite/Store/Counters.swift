/// The one row of the store: numbers that only rise, and counts that spare counting.
struct Counters: Sendable, Hashable {
    /// The latest event's position.
    var position: Int64 = 0
    /// The latest attempt's number in the logs.
    var logNumber: Int64 = 0
    /// The latest number of a scope, a webhook, a lane or a holder.
    var lastID: Int64 = 0
    /// The latest place in a rotation.
    var turn: Int64 = 0
    /// Raised whenever a webhook changes, so that every process knows when to read them again.
    var catalog: Int64 = 0
    /// Raised whenever there may be something new to do, so that other processes wake up.
    var work: Int64 = 0
    /// Deliveries that wait.
    var waiting: Int64 = 0
    /// Deliveries that workers have.
    var leased: Int64 = 0
    /// The default concurrency of the latest claim, which says what is saturated.
    var concurrency: Int64 = 0

    /// Whether sums with them cannot overflow.
    var isWithinBounds: Bool {
        [position, logNumber, lastID, turn, catalog, work, waiting, leased]
            .allSatisfy { (0..<StoreCore.mostCounted).contains($0) }
    }

    /// Takes a number that no scope, webhook, lane or holder has had.
    mutating func nextID() -> Int64 {
        lastID += 1
        return lastID
    }

    /// Takes the place behind all others of a rotation.
    mutating func nextTurn() -> Int64 {
        turn += 1
        return turn
    }
}
