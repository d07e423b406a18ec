import CShopSQLite
import WebhookKit
import WebhookKitSQLite

/// The shop's own database, on a raw `sqlite3` handle as a driver would have it.
final class ShopDatabase {
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    private let handle: OpaquePointer
    private let sourceID: String

    init(path: String) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw Problem(description: "\(path): \(String(cString: sqlite3_errstr(code)))")
        }
        handle = opened
        // The webhook store writes to the file too: wait for it rather than fail.
        sqlite3_busy_timeout(opened, 5_000)
        sourceID = String(cString: sqlite3_sourceid())
        try run(
            "CREATE TABLE IF NOT EXISTS orders (number INTEGER PRIMARY KEY, item TEXT NOT NULL)"
        )
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// Does all of the body, or nothing of it.
    ///
    /// IMMEDIATE takes the write lock at once; a transaction that begins by reading may find that it
    /// cannot write any more.
    func transaction(_ body: () throws -> Void) throws {
        try run("BEGIN IMMEDIATE")
        do {
            try body()
            try run("COMMIT")
        } catch {
            // SQLite may have rolled it back by itself.
            if sqlite3_get_autocommit(handle) == 0 { try run("ROLLBACK") }
            throw error
        }
    }

    /// Writes an order down, once.
    func insert(_ order: Order) throws {
        try run("INSERT OR IGNORE INTO orders VALUES (?1, ?2)", Int64(order.number), order.item)
    }

    /// Publishes an event in the open transaction.
    func publish(_ event: Event, in outbox: SQLiteOutbox) throws -> SQLiteOutbox.Receipt {
        try outbox.publish(event, on: handle, sourceID: sourceID)
    }

    /// The numbers of all orders.
    func orders() throws -> [Int] {
        try run("SELECT number FROM orders ORDER BY number").map(Int.init)
    }

    @discardableResult
    private func run(_ sql: String, _ number: Int64 = 0, _ text: String = "") throws -> [Int64] {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw problem
        }
        if sqlite3_bind_parameter_count(statement) > 0 {
            // SQLITE_TRANSIENT: SQLite makes a copy.
            let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            sqlite3_bind_int64(statement, 1, number)
            sqlite3_bind_text(statement, 2, text, -1, transient)
        }
        var rows: [Int64] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(sqlite3_column_int64(statement, 0))
            case SQLITE_DONE: return rows
            default: throw problem
            }
        }
    }

    private var problem: Problem {
        Problem(description: String(cString: sqlite3_errmsg(handle)))
    }
}
