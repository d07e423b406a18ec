public import WebhookKit

extension FileWebhookStore {
    /// Reads a store that is not open, past all damage, and says what is there; changes nothing.
    ///
    /// It takes about as long and as much memory as opening does, and the lock; so a copy on a
    /// read-only disk is checked where it can be written.
    ///
    /// - Throws: `busy` when the store is open, here or in another process; `notFound` when the
    ///   folder holds none; `unavailable` when it cannot be read, or a newer version has written it.
    public static func check(folder: String) async throws(StoreError) -> FileStoreReport {
        try await BlockingThread.run { () throws(StoreError) in
            try checking(folder).read().report
        }
    }

    /// Writes what is sound in a store that is not open into a new one; the old one stays as it is.
    ///
    /// What follows from a lost line may be lost with it: a webhook takes its deliveries and its
    /// log with it, an event its deliveries. A lost result means that the delivery is sent again, and
    /// of a call that published several events only the sound ones are kept.
    ///
    /// - Parameters:
    ///   - folder: the store.
    ///   - target: is created when it is missing, and must not hold a store.
    /// - Returns: what was found in the old one.
    /// - Throws: as ``check(folder:)`` does; `conflict` when `target` holds a store; `full`.
    public static func salvage(
        folder: String,
        into target: String
    ) async throws(StoreError) -> FileStoreReport {
        try await BlockingThread.run { () throws(StoreError) in
            try checking(folder).salvage(into: StoreFolder(target))
        }
    }

    private static func checking(_ folder: String) -> StoreChecking {
        StoreChecking(
            folder: StoreFolder(folder),
            files: SystemFileSystem(),
            clock: SystemClock()
        )
    }
}
