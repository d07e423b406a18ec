import WebhookKit
import WebhookKitCSQLite

/// What SQLite said: its result code, its words, and where we were.
///
/// The cause of a `StoreError`; bound values are in none of it.
public struct SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The extended result code, such as 5 for `SQLITE_BUSY` or 1034 for `SQLITE_IOERR_FSYNC`.
    public let code: Int32

    /// SQLite's own words.
    public let message: String

    /// The statement, or the call, without bound values.
    public let place: String

    /// The result code without its extension.
    public var primaryCode: Int32 { code & 0xFF }

    /// The words, the code and the place.
    public var description: String { "\(message) (SQLite \(code)) at \(place)" }
}

extension SQLiteError {
    /// The same in the core's terms.
    ///
    /// - Parameter path: the database file, for people.
    func storeError(path: String) -> StoreError {
        switch primaryCode {
        case SQLITE_BUSY, SQLITE_LOCKED:
            StoreError(
                .busy,
                "\(path): another connection holds the write lock; try again",
                cause: self
            )
        case SQLITE_FULL:
            StoreError(.full, "\(path): no space left; free some and try again", cause: self)
        case SQLITE_CORRUPT:
            StoreError(
                .damaged,
                "\(path): a page is damaged, met at \(place); SQLiteWebhookStore.check(path:) tells "
                    + "which",
                cause: self
            )
        case SQLITE_NOTADB:
            StoreError(.damaged, "\(path): byte 0: this is no SQLite database", cause: self)
        case SQLITE_READONLY:
            StoreError(.unavailable, "\(path): the file or its folder is read-only", cause: self)
        case SQLITE_CANTOPEN:
            StoreError(.unavailable, "\(path): cannot be opened: \(message)", cause: self)
        default:
            StoreError(.unavailable, "\(path): \(self)", cause: self)
        }
    }
}

extension StoreError {
    /// What SQLite said, when it was SQLite.
    var sqlite: SQLiteError? { cause as? SQLiteError }
}
