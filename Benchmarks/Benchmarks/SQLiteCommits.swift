import BenchmarksCSQLite
import Synchronization

/// Counts the commits of connections that are not ours: how well a store has gathered its calls.
enum SQLiteCommits {
    private static let counter = Atomic<Int>(0)

    /// The commits so far.
    static var count: Int { counter.load(ordering: .relaxed) }

    /// Counts those of all connections that are opened from now on.
    static func watch() {
        sqlite3_reset_auto_extension()
        _ = benchmarks_watch_connections { database, _, _ in
            sqlite3_commit_hook(
                database,
                { _ in
                    SQLiteCommits.counter.add(1, ordering: .relaxed)
                    return 0
                },
                nil
            )
            return SQLITE_OK
        }
    }
}
