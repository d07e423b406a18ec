import WebhookKit

/// The columns that a statement gives, in their order.
///
/// The list in the statement's text is made of them (`{*name}` in ``SQL``), and rows are read by them:
/// neither can drift from the other. A column's place is its raw value, known when it is compiled.
protocol ColumnList: CaseIterable, RawRepresentable where RawValue == Int32 {
    /// The last one.
    static var last: Self { get }

    /// What it is called in a statement.
    var sql: String { get }
}

extension ColumnList {
    /// All of them, as a statement lists them.
    static var list: String { allCases.map(\.sql).joined(separator: ", ") }
}

/// The columns of one list in the row that a statement stands on.
struct Row<Column: ColumnList> {
    private let statement: Statement
    /// The place of the list's first column in the row.
    private let first: Int32

    /// Reads a row from this column on.
    init(_ statement: Statement, from first: Int32 = 0) {
        self.statement = statement
        self.first = first
    }

    /// The columns behind them.
    func next<Other: ColumnList>(as columns: Other.Type = Other.self) -> Row<Other> {
        Row<Other>(statement, from: first + Column.last.rawValue + 1)
    }

    func isNull(_ column: Column) -> Bool { statement.isNull(first + column.rawValue) }

    func int(_ column: Column) -> Int64 { statement.int(first + column.rawValue) }

    func optionalInt(_ column: Column) -> Int64? {
        statement.optionalInt(first + column.rawValue)
    }

    func bool(_ column: Column) -> Bool { int(column) != 0 }

    func text(_ column: Column) -> String { statement.text(first + column.rawValue) }

    func optionalText(_ column: Column) -> String? {
        statement.optionalText(first + column.rawValue)
    }

    func bytes(_ column: Column) -> [UInt8] { statement.bytes(first + column.rawValue) }

    /// Milliseconds of wall time.
    func time(_ column: Column) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: int(column))
    }

    func optionalTime(_ column: Column) -> Timestamp? {
        optionalInt(column).map(Timestamp.init(millisecondsSinceEpoch:))
    }
}
