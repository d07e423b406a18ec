public import WebhookKit

/// The row that a statement stands on, in the terms of a database's library.
///
/// Columns count from 0. One that is not there or of another type reads as the library converts it.
///
/// What reads rows is public since Swift hands the bodies of `package` functions to no other module,
/// inlinable or not: every column would be read through tables of witnesses. No product has this
/// module, so that hosts see none of it.
public protocol RowSource {
    /// Whether the column says nothing.
    func isNull(_ column: Int32) -> Bool
    /// An integer.
    func int(_ column: Int32) -> Int64
    /// A text.
    func text(_ column: Int32) -> String
    /// A blob.
    func bytes(_ column: Int32) -> [UInt8]
}

/// The columns of one list in the row that a statement stands on.
///
/// Inlinable, as the codecs are that read by it: a store's compiler makes of them what it would make of
/// code that knows its library.
public struct Row<Column: ColumnList, Source: RowSource> {
    @usableFromInline let source: Source
    /// The place of the list's first column in the row.
    @usableFromInline let first: Int32

    /// Reads a row from this column on.
    @inlinable
    public init(_ source: Source, from first: Int32 = 0) {
        self.source = source
        self.first = first
    }

    /// The columns behind them.
    @inlinable
    public func next<Other: ColumnList>(as columns: Other.Type = Other.self) -> Row<Other, Source> {
        Row<Other, Source>(source, from: first + Column.last.rawValue + 1)
    }

    /// Whether the column says nothing.
    @inlinable
    public func isNull(_ column: Column) -> Bool { source.isNull(first + column.rawValue) }

    /// An integer.
    @inlinable
    public func int(_ column: Column) -> Int64 { source.int(first + column.rawValue) }

    /// An integer, or NULL.
    @inlinable
    public func optionalInt(_ column: Column) -> Int64? { isNull(column) ? nil : int(column) }

    /// An integer that is a truth value.
    @inlinable
    public func bool(_ column: Column) -> Bool { int(column) != 0 }

    /// A text.
    @inlinable
    public func text(_ column: Column) -> String { source.text(first + column.rawValue) }

    /// A text, or NULL.
    @inlinable
    public func optionalText(_ column: Column) -> String? { isNull(column) ? nil : text(column) }

    /// A blob.
    @inlinable
    public func bytes(_ column: Column) -> [UInt8] { source.bytes(first + column.rawValue) }

    /// Milliseconds of wall time.
    @inlinable
    public func time(_ column: Column) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: int(column))
    }

    /// Milliseconds of wall time, or NULL.
    @inlinable
    public func optionalTime(_ column: Column) -> Timestamp? {
        optionalInt(column).map(Timestamp.init(millisecondsSinceEpoch:))
    }
}
