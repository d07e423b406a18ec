package import WebhookKit

/// The row that a statement stands on, in the terms of a database's library.
///
/// Columns count from 0. One that is not there or of another type reads as the library converts it.
package protocol RowSource {
    func isNull(_ column: Int32) -> Bool
    func int(_ column: Int32) -> Int64
    func text(_ column: Int32) -> String
    func bytes(_ column: Int32) -> [UInt8]
}

/// The columns of one list in the row that a statement stands on.
///
/// Inlinable, as the codecs are that read by it: a store's compiler makes of them what it would make of
/// code that knows its library.
package struct Row<Column: ColumnList, Source: RowSource> {
    @usableFromInline let source: Source
    /// The place of the list's first column in the row.
    @usableFromInline let first: Int32

    /// Reads a row from this column on.
    @inlinable
    package init(_ source: Source, from first: Int32 = 0) {
        self.source = source
        self.first = first
    }

    /// The columns behind them.
    @inlinable
    package func next<Other: ColumnList>(as columns: Other.Type = Other.self) -> Row<Other, Source>
    {
        Row<Other, Source>(source, from: first + Column.last.rawValue + 1)
    }

    @inlinable
    package func isNull(_ column: Column) -> Bool { source.isNull(first + column.rawValue) }

    @inlinable
    package func int(_ column: Column) -> Int64 { source.int(first + column.rawValue) }

    @inlinable
    package func optionalInt(_ column: Column) -> Int64? { isNull(column) ? nil : int(column) }

    @inlinable
    package func bool(_ column: Column) -> Bool { int(column) != 0 }

    @inlinable
    package func text(_ column: Column) -> String { source.text(first + column.rawValue) }

    @inlinable
    package func optionalText(_ column: Column) -> String? { isNull(column) ? nil : text(column) }

    @inlinable
    package func bytes(_ column: Column) -> [UInt8] { source.bytes(first + column.rawValue) }

    /// Milliseconds of wall time.
    @inlinable
    package func time(_ column: Column) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: int(column))
    }

    @inlinable
    package func optionalTime(_ column: Column) -> Timestamp? {
        optionalInt(column).map(Timestamp.init(millisecondsSinceEpoch:))
    }
}
