extension Int {
    /// The next count: those that a store has read may be anything, so that the largest stays, and what
    /// is below zero begins anew.
    package var countedUp: Int { self < 0 ? 1 : self == .max ? .max : self + 1 }

    /// Counts one more; never overflows.
    package mutating func countUp() { self = countedUp }
}
