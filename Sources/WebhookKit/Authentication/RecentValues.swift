/// A bounded memory that forgets what came first: two halves, of which the older goes when the newer is
/// full. Every call is O(1).
struct RecentValues<Key: Hashable, Value> {
    private var newer: [Key: Value] = [:]
    private var older: [Key: Value] = [:]
    private let half: Int

    /// - Parameter capacity: the most that it holds, 2 or more.
    init(capacity: Int) {
        half = max(1, capacity / 2)
    }

    var count: Int { newer.count + older.count }

    subscript(key: Key) -> Value? {
        newer[key] ?? older[key]
    }

    /// Adds a value, or makes one the newest.
    mutating func insert(_ value: Value, for key: Key) {
        older[key] = nil
        if newer.count >= half, newer[key] == nil {
            older = newer
            newer = [:]
        }
        newer[key] = value
    }

    mutating func remove(_ key: Key) {
        newer[key] = nil
        older[key] = nil
    }
}
