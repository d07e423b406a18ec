/// Prepared statements by the addresses of their texts.
///
/// A table with open addressing: the look-up is part of every statement, and a dictionary's hash costs
/// more than the rest of it.
struct StatementCache {
    private var keys: [UInt]
    private var statements: [Statement?]
    private var count = 0

    init(capacity: Int = 256) {
        keys = Array(repeating: 0, count: capacity)
        statements = Array(repeating: nil, count: capacity)
    }

    func statement(for key: UInt) -> Statement? {
        var slot = place(of: key)
        while keys[slot] != 0 {
            if keys[slot] == key { return statements[slot] }
            slot = (slot + 1) & (keys.count - 1)
        }
        return nil
    }

    mutating func insert(_ statement: Statement, for key: UInt) {
        if count * 2 >= keys.count { grow() }
        var slot = place(of: key)
        while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
        if keys[slot] == 0 { count += 1 }
        keys[slot] = key
        statements[slot] = statement
    }

    private mutating func grow() {
        var larger = StatementCache(capacity: keys.count * 2)
        for (key, statement) in zip(keys, statements) {
            if let statement { larger.insert(statement, for: key) }
        }
        self = larger
    }

    /// Where the search begins: the capacity is a power of two, and texts are at least 16 bytes long.
    private func place(of key: UInt) -> Int {
        Int(truncatingIfNeeded: (key >> 4) ^ (key >> 12)) & (keys.count - 1)
    }
}
