/// A place in a store that this version cannot read, or that was wrong and was put right.
///
/// A flipped byte makes one, or a newer version that stored what an older one does not know. That
/// place alone is out of order: everything else in the store goes on (B-6).
public struct StoreFault: Sendable, Hashable, CustomStringConvertible {
    /// What kind of row, as the store calls it, such as `webhooks`.
    public let table: String

    /// Which one: a webhook's id, or the row's number.
    public let row: String

    /// What is wrong, without what stands there.
    public let problem: String

    /// Names a place.
    public init(table: String, row: String, problem: String) {
        self.table = table
        self.row = row
        self.problem = problem
    }

    /// The table, the row and the problem.
    public var description: String { "table \(table), row \(row): \(problem)" }
}
