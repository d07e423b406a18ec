/// Rows of the chapters beside sending, and events by their positions (B-8, R-2).
///
/// - A row has a rowid: values of a kilobyte and more make the tree of a table without one slow.
/// - `kept` has the scopes whose events are kept from a position on; a lifted mark is the highest number
///   until housekeeping has seen to it. Events between `released` and the mark, if it says a number,
///   were kept before and wait to be looked at again.
/// - An event that housekeeping has met and that is kept is **withheld**: its `last_use` is lower by
///   `Withheld.shift`, so that it is not met again and again, and none of its columns is new.
extension Schema2 {
    static let rows = [
        """
        CREATE TABLE {chapter_rows} (
            scope INTEGER NOT NULL REFERENCES {scopes} (number),
            name TEXT NOT NULL,
            key TEXT NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (scope, name, key)
        ) STRICT
        """,
        """
        CREATE TABLE {kept} (
            scope INTEGER PRIMARY KEY REFERENCES {scopes} (number),
            position INTEGER NOT NULL,
            released INTEGER
        ) STRICT
        """,
        "CREATE INDEX {kept_released} ON {kept} (released) WHERE released IS NOT NULL",
        // In it the rowid follows on the scope: it is the position.
        "CREATE INDEX {events_scope} ON {events} (scope)",
    ]
}
