import WebhookKit
import WebhookKitSQL

/// The table `queues`: what waits for each webhook, and when it comes next.
struct QueueTable {
    let connection: Connection

    /// A webhook's queue; nil when there is none.
    func find(_ webhook: Int64) throws(StoreError) -> Queue? {
        try connection.first(
            "SELECT {*queue} FROM {queues} WHERE webhook = ?1",
            webhook
        ) { Row<QueueColumn>($0).queue(of: webhook) }
    }

    /// Adds the queue of a new webhook.
    ///
    /// - Parameters:
    ///   - webhook: its number.
    ///   - lanes: of its subscribed and of its manual deliveries.
    func insert(
        _ record: WebhookRecord,
        of webhook: Int64,
        in scope: Int64,
        lanes: (subscribed: Int64, manual: Int64)
    ) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO {queues} (webhook, scope, lane, manual_lane, waiting, manual, leased, sends,
                next_start_at, start_rest, skipped, logged, responsiveness)
            VALUES (?1, ?2, ?3, ?4, 0, 0, 0, ?5, ?6, ?7, ?8, 0, ?9)
            """,
            webhook,
            scope,
            lanes.subscribed,
            lanes.manual,
            record.health.sends,
            record.nextStart?.millisecondsSinceEpoch,
            record.startRest.components.attoseconds / 1_000_000_000,
            record.skippedEvents,
            record.responsiveness.rawValue
        )
    }

    /// The first webhooks of a scope in a group's rotation, in the order of their turns.
    func inTurn(
        _ most: Int,
        of scope: Int64,
        _ group: Responsiveness
    ) throws(StoreError) -> [Int64] {
        try connection.all(
            """
            SELECT webhook FROM {queues}
            WHERE scope = ?1 AND responsiveness = ?2 AND turn IS NOT NULL ORDER BY turn LIMIT ?3
            """,
            scope,
            group.rawValue,
            most
        ) { $0.int(0) }
    }

    /// The first webhooks whose time has come.
    func timedOut(_ most: Int, at time: StepTime) throws(StoreError) -> [Int64] {
        try connection.all(
            "SELECT webhook FROM {queues} WHERE timer <= ?1 ORDER BY timer LIMIT ?2",
            time.steady,
            most
        ) { $0.int(0) }
    }

    /// When the next webhook's time comes.
    func nextTimer() throws(StoreError) -> Int64? {
        try connection.first(
            "SELECT timer FROM {queues} WHERE timer IS NOT NULL ORDER BY timer LIMIT 1"
        ) { $0.int(0) }
    }

    /// All webhooks that have leases.
    func leased() throws(StoreError) -> [Int64] {
        try connection.all(
            "SELECT webhook FROM {queues} INDEXED BY {queues_leased} WHERE leased > 0"
        ) { $0.int(0) }
    }

    /// Writes it as it is now.
    func update(_ queue: Queue) throws(StoreError) {
        queue.isDirty = false
        let rest = queue.startRest.components.attoseconds / 1_000_000_000
        try connection.run(
            """
            UPDATE {queues} SET lane = ?2, waiting = ?3, manual = ?4, leased = ?5, sends = ?6,
                turn = ?7, timer = ?8, next_start_at = ?9, start_rest = ?10, skipped = ?11,
                logged = ?12, responsiveness = ?13
            WHERE webhook = ?1
            """,
            queue.webhook,
            queue.lane,
            queue.waiting,
            queue.manual,
            queue.leased,
            queue.sends,
            queue.turn,
            queue.timer,
            queue.nextStart?.millisecondsSinceEpoch,
            rest,
            queue.skipped,
            queue.logged,
            queue.responsiveness.rawValue
        )
    }
}

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
