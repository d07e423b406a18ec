/// How many calls of a host's code were given up at their deadlines and have not ended yet.
///
/// Only so many are left alone at a time; the callers of more are held until theirs end, so that what
/// hangs cannot pile up.
package final class AbandonedCalls: Sendable {
    private let limit: Int
    private let current = Locked(0)

    package init(limit: Int = 256) {
        self.limit = limit
    }

    /// Counts one more; false when there are too many.
    func add() -> Bool {
        current.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    /// One of them has ended.
    func remove() {
        current.withLock { $0 -= 1 }
    }
}
