/// One SQL statement and its values, for a driver of the host's choice.
public struct OutboxStatement: Sendable, Hashable {
    /// The text, with the placeholders `?1`, `?2` and so on, in the order of ``values``.
    public let sql: String

    /// What to bind; each must reach SQLite as its own storage class, the body as a blob.
    public let values: [Value]

    /// What SQLite stores.
    public enum Value: Sendable, Hashable {
        /// `NULL`.
        case null
        /// `INTEGER`.
        case integer(Int64)
        /// `TEXT`, in UTF-8.
        case text(String)
        /// `BLOB`.
        case blob([UInt8])
    }
}

extension OutboxStatement.Value {
    init(_ text: String?) {
        self = text.map { .text($0) } ?? .null
    }
}

extension OutboxStatement.Value: Bindable {
    func bind(to statement: Statement, at index: Int32) -> Int32 {
        switch self {
        case .null: statement.bindNull(at: index)
        case .integer(let value): statement.bind(value, at: index)
        case .text(let value): statement.bind(value, at: index)
        case .blob(let value): statement.bind(value, at: index)
        }
    }
}
