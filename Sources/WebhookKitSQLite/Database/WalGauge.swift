import WebhookKitCSQLite

/// Tells how long the write-ahead log was after the connection's latest commit.
///
/// SQLite calls it on the connection's own thread, the only one that touches `frames`.
final class WalGauge {
    /// Pages in the log.
    private(set) var frames = 0

    /// Takes what a checkpoint has found.
    func note(_ frames: Int) {
        self.frames = frames
    }

    /// Takes the place of SQLite's own checkpoints, which make the callers of a commit wait; it must
    /// live as long as the connection.
    func install(on database: OpaquePointer) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        _ = unsafe sqlite3_wal_hook(
            database,
            { context, _, _, frames in
                guard let context = unsafe context else { return SQLITE_OK }
                unsafe Unmanaged<WalGauge>.fromOpaque(context).takeUnretainedValue()
                    .frames = Int(frames)
                return SQLITE_OK
            },
            context
        )
    }
}
