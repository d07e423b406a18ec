/// What names a row: its table, its scope and its key, well-formed.
public struct RowID: Sendable, Hashable {
    /// The table's name: `[a-z][a-z0-9_]*`, at most 32 characters.
    public let table: String
    /// The tenant.
    public let scope: Scope
    /// The key: 1 to 256 bytes of UTF-8 without NUL. Equal to another when the bytes of both are.
    public let key: ExactText

    /// The most bytes of a key.
    public static let longestKey = 256

    /// Checks and takes the names.
    ///
    /// - Throws: ``StoreError/Code/invalidRow``.
    public init(table: String, scope: Scope, key: String) throws(StoreError) {
        try Self.check(table: table)
        try Self.check(key: key)
        self.init(checked: table, scope, ExactText(key))
    }

    /// Takes names that were checked before.
    package init(checked table: String, _ scope: Scope, _ key: ExactText) {
        self.table = table
        self.scope = scope
        self.key = key
    }

    static func check(table: String) throws(StoreError) {
        let isWellFormed =
            (1...32).contains(table.utf8.count)
            && table.utf8.first.map { (0x61...0x7A).contains($0) } == true
            && table.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || $0.isASCIIDigit || $0 == UInt8(ascii: "_")
            }
        guard isWellFormed else {
            throw .invalidRow(
                "table: use 1 to 32 characters of a-z, 0-9 and _, the first a letter"
            )
        }
    }

    static func check(key: String) throws(StoreError) {
        guard (1...longestKey).contains(key.utf8.count), !key.utf8.contains(0) else {
            throw .invalidRow("key: use 1 to \(longestKey) bytes without NUL")
        }
    }
}

extension RowID: CustomStringConvertible {
    /// Table, scope and key, as in `tokens/acme/production/tok_1`.
    public var description: String { "\(table)/\(scope)/\(key)" }
}
