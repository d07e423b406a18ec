import WebhookKit

extension SQLiteWebhookStore {
    /// Looks at a database file for damage, without changing it; a store may have it open meanwhile.
    ///
    /// Reads everything, `PRAGMA integrity_check` and `PRAGMA foreign_key_check`, and compares the
    /// store's counts with its rows: a few seconds a gigabyte.
    ///
    /// - Returns: what is wrong, each with its place; empty when nothing is. At most a hundred.
    /// - Throws: `unavailable` when there is no such file, or it is no store; `damaged` when it cannot
    ///   even be opened; `busy`.
    public static func check(
        path: String,
        configuration: Configuration = Configuration()
    ) async throws -> [String] {
        let opening = try StoreOpening(
            path: path,
            configuration: configuration,
            clock: SystemClock()
        )
        return try await BlockingThread.run { () throws(StoreError) in
            try StoreChecking(connection: try opening.openForChecking()).problems()
        }
    }
}
