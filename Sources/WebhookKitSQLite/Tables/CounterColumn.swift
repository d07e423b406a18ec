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
