/// The columns that a statement gives, in their order.
///
/// The list in the statement's text is made of them, and rows are read by them: neither can drift from
/// the other. A column's place is its raw value, known when it is compiled.
public protocol ColumnList: CaseIterable, RawRepresentable where RawValue == Int32 {
    /// The last one.
    static var last: Self { get }

    /// What it is called in a statement.
    var sql: String { get }
}

extension ColumnList {
    /// All of them, as a statement lists them.
    package static var list: String { allCases.map(\.sql).joined(separator: ", ") }
}
