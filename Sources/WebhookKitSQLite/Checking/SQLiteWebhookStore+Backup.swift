import WebhookKit

extension SQLiteWebhookStore {
    /// Writes a copy of the database as it is at one moment, while everything goes on.
    ///
    /// The copy is compact, mode 0600, and on the disk when this returns; it is opened like any other
    /// store. In the host's own database all of it is copied. Until the copy is done the write-ahead
    /// log grows by what is written meanwhile: `VACUUM INTO` reads from one snapshot.
    ///
    /// - Parameter path: a new file; nothing is overwritten. It is a file's name, never a URI. Until the
    ///   copy is whole it is called that with `-partial`, mode 0600 too.
    /// - Throws: `unavailable` when there is something at `path`, or it cannot be written; `full`;
    ///   `damaged`. No file is left behind then.
    public func backup(to path: String) async throws {
        try await BlockingThread.run { [opening] () throws(StoreError) in
            try StoreBackup(opening: opening, target: LiteralPath.check(path)).write()
        }
    }
}
