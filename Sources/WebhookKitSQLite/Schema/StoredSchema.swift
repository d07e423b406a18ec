import WebhookKit
import WebhookKitSQL

/// The schema that a database file has: whether our tables are there, and how they are made and migrated.
struct StoredSchema: MigratedDatabase {
    let connection: Connection
    let tables: SQLiteWebhookStore.Tables
    let clock: any MachineClock

    var name: String { connection.path }
    var table: String { connection.names.table("store") }

    /// Brings them to the present version.
    func migrate() throws(StoreError) {
        if tables == .ownFile, try version() == nil {
            // Only an empty file takes it.
            try connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        }
        let modes = try connection.rows(of: "PRAGMA journal_mode = WAL") { $0.text(0) }
        guard modes.first == "wal" else {
            throw StoreError(
                .unavailable,
                "\(name): the file cannot be put into WAL mode; is it on a network file system?"
            )
        }
        try Schema.migration.run(on: self)
    }

    // MARK: As the migration wants them

    func version() throws(StoreError) -> Int64? {
        guard try areThere() else { return nil }
        let version = try connection.rows(of: "SELECT version FROM {store}") { $0.int(0) }.first
        guard let version else { throw .damaged("\(name): table \(table) is empty") }
        return version
    }

    /// Whether they are there; throws when the file is somebody else's.
    private func areThere() throws(StoreError) -> Bool {
        let names = try connection.rows(of: "SELECT name FROM sqlite_schema WHERE type = 'table'") {
            $0.text(0)
        }
        switch tables {
        case .ownFile:
            let id = try connection.rows(of: "PRAGMA application_id") { $0.int(0) }.first
            if id == Schema.applicationID { return true }
            guard names.isEmpty, id == 0 else {
                throw StoreError(
                    .unavailable,
                    "\(name): the database belongs to something else; take another file, or put "
                        + "the tables beside the others with tables = .prefixed(\"webhookkit_\")"
                )
            }
            return false
        case .prefixed: return names.contains(table)
        }
    }

    func begin() throws(StoreError) { try connection.execute("BEGIN IMMEDIATE") }

    func execute(_ statement: String) throws(StoreError) { try connection.execute(statement) }

    func write(version: Int) throws(StoreError) {
        guard version == 1 else {
            return try connection.execute("UPDATE {store} SET version = \(version)")
        }
        let wall = clock.now.millisecondsSinceEpoch
        try connection.run(
            """
            INSERT INTO {store} (id, version, boot, clock_offset, steady, wall_ahead, position,
                log_number, last_id, turn, catalog, work, waiting, leased, concurrency)
            VALUES (1, 1, ?1, ?2, ?3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            """,
            clock.boot,
            wall &- clock.sinceBoot.wholeMilliseconds,
            wall
        )
        if tables == .ownFile {
            try connection.execute("PRAGMA application_id = \(Schema.applicationID)")
        }
    }

    func commit() throws(StoreError) { try connection.execute("COMMIT") }

    func rollBack() {
        if !connection.isIdle { try? connection.execute("ROLLBACK") }
    }
}
