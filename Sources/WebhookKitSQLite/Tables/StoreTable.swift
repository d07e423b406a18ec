import WebhookKit
import WebhookKitSQL

/// The one row of the store: its counters and its time.
struct StoreTable {
    let connection: Connection

    /// Reads the counters.
    func read() throws(StoreError) -> Counters {
        let counters = try connection.first("SELECT {*store} FROM {store}") {
            Row<CounterColumn>($0).counters
        }
        guard let counters else {
            throw .damaged("\(connection.path): table \(connection.names.table("store")) is empty")
        }
        return counters
    }

    /// Writes the counters, with the time.
    func write(_ counters: Counters, at time: StepTime) throws(StoreError) {
        // The time too: it must not go back when the machine starts again.
        try connection.run(
            """
            UPDATE {store} SET position = ?1, log_number = ?2, last_id = ?3, turn = ?4, catalog = ?5,
                work = ?6, waiting = ?7, leased = ?8, concurrency = ?9, steady = ?10, wall_ahead = ?11
            """,
            counters.position,
            counters.logNumber,
            counters.lastID,
            counters.turn,
            counters.catalog,
            counters.work,
            counters.waiting,
            counters.leased,
            counters.concurrency,
            time.steady,
            time.now.millisecondsSinceEpoch &- time.steady
        )
    }
}

/// The numbers in the one row of the store; `{*store}` in a statement.
enum CounterColumn: Int32, ColumnList {
    case position, logNumber, lastID, turn, catalog, work, waiting, leased, concurrency

    static var last: CounterColumn { .concurrency }

    var sql: String {
        switch self {
        case .position: "position"
        case .logNumber: "log_number"
        case .lastID: "last_id"
        case .turn: "turn"
        case .catalog: "catalog"
        case .work: "work"
        case .waiting: "waiting"
        case .leased: "leased"
        case .concurrency: "concurrency"
        }
    }
}

extension Row<CounterColumn> {
    var counters: Counters {
        Counters(
            position: int(.position),
            logNumber: int(.logNumber),
            lastID: int(.lastID),
            turn: int(.turn),
            catalog: int(.catalog),
            work: int(.work),
            waiting: int(.waiting),
            leased: int(.leased),
            concurrency: int(.concurrency)
        )
    }
}
