/// A webhook's row, with what its queue's row adds; `{*webhook}` in a statement.
enum WebhookColumn: Int32, ColumnList {
    case number, version, record, id, skipped, nextStartAt, startRest, responsiveness

    static var last: WebhookColumn { .responsiveness }

    var sql: String {
        switch self {
        case .number: "w.number"
        case .version: "w.version"
        case .record: "w.record"
        case .id: "w.id"
        case .skipped: "q.skipped"
        case .nextStartAt: "q.next_start_at"
        case .startRest: "q.start_rest"
        case .responsiveness: "q.responsiveness"
        }
    }
}
