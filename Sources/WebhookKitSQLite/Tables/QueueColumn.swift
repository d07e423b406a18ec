import WebhookKit

/// A queue's row; `{*queue}` in a statement.
enum QueueColumn: Int32, ColumnList {
    case scope, lane, manualLane, waiting, manual, leased, sends, turn, timer, nextStartAt
    case startRest, skipped, logged, responsiveness

    static var last: QueueColumn { .responsiveness }

    var sql: String {
        switch self {
        case .scope: "scope"
        case .lane: "lane"
        case .manualLane: "manual_lane"
        case .waiting: "waiting"
        case .manual: "manual"
        case .leased: "leased"
        case .sends: "sends"
        case .turn: "turn"
        case .timer: "timer"
        case .nextStartAt: "next_start_at"
        case .startRest: "start_rest"
        case .skipped: "skipped"
        case .logged: "logged"
        case .responsiveness: "responsiveness"
        }
    }
}

extension Row<QueueColumn> {
    func queue(of webhook: Int64) -> Queue {
        let queue = Queue(
            webhook: webhook,
            scope: int(.scope),
            lane: int(.lane),
            manualLane: int(.manualLane),
            sends: bool(.sends)
        )
        queue.waiting = int(.waiting)
        queue.manual = int(.manual)
        queue.leased = int(.leased)
        queue.turn = optionalInt(.turn)
        queue.timer = optionalInt(.timer)
        queue.nextStart = optionalTime(.nextStartAt)
        queue.startRest = .nanoseconds(int(.startRest))
        queue.skipped = int(.skipped)
        queue.logged = int(.logged)
        queue.responsiveness =
            Responsiveness(rawValue: Int(int(.responsiveness))) ?? .unproven
        return queue
    }
}
