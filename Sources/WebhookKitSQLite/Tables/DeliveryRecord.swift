import WebhookKit
import WebhookKitSQL

/// A delivery's row, with what its event's row adds.
struct DeliveryRecord {
    let number: DeliveryNumber
    let webhook: Int64
    let kind: Delivery.Kind
    var status: Status
    /// The queue it is in; nil once it has ended.
    var lane: Int64?
    /// When it is due; nil unless it waits in its lane.
    var due: Int64?
    var generation: Int64
    var progress: Delivery.Progress
    var epoch: Int64
    /// The id that it was given; nil where it follows from event and webhook.
    var id: String?
    let event: EventHead

    /// Where a delivery stands, as the column says it.
    enum Status: Int64 {
        case waiting = 0
        case leased, succeeded, failed, skipped, parked
    }

    var isSuspect: Bool { progress.makesSuspect }
}

extension Delivery.Kind {
    /// As the column says it.
    var number: Int64 { self == .manual ? 1 : 0 }
}

/// A delivery's row; `{*delivery}` in a statement, with the columns of its event behind it.
enum DeliveryColumn: Int32, ColumnList {
    case number, webhook, kind, status, lane, due, generation, failedRounds, quickRetries, attempts
    case expiredLeases, epoch, firstAttemptAt, id, lostLeases

    static var last: DeliveryColumn { .lostLeases }

    var sql: String {
        switch self {
        case .number: "d.number"
        case .webhook: "d.webhook"
        case .kind: "d.kind"
        case .status: "d.status"
        case .lane: "d.lane"
        case .due: "d.due"
        case .generation: "d.generation"
        case .failedRounds: "d.failed_rounds"
        case .quickRetries: "d.quick_retries"
        case .attempts: "d.attempts"
        case .expiredLeases: "d.expired_leases"
        case .epoch: "d.epoch"
        case .firstAttemptAt: "d.first_attempt_at"
        case .id: "d.id"
        case .lostLeases: "d.lost_leases"
        }
    }
}

extension Row<DeliveryColumn> {
    /// The delivery, with its event's columns behind its own.
    func record(at place: (Int64) -> RowPlace) throws(StoreError) -> DeliveryRecord {
        let number = int(.number)
        guard let status = DeliveryRecord.Status(rawValue: int(.status)) else {
            throw .unreadable(place(number), "no status")
        }
        let isSound =
            isCount(.generation) && isCount(.failedRounds) && isCount(.quickRetries)
            && isCount(.attempts) && isCount(.expiredLeases) && isCount(.epoch)
            && isCount(.lostLeases)
        guard isSound else { throw .unreadable(place(number), "a count is out of bounds") }
        let id = optionalText(.id)
        if let id { let _: Delivery.ID = try Decoding.id(id, at: place(number)) }
        var progress = Delivery.Progress()
        progress.failedRounds = Int(clamping: int(.failedRounds))
        progress.quickRetries = Int(clamping: int(.quickRetries))
        progress.attempts = Int(clamping: int(.attempts))
        progress.expiredLeases = Int(clamping: int(.expiredLeases))
        progress.lostLeases = Int(clamping: int(.lostLeases))
        progress.firstAttemptAt = optionalTime(.firstAttemptAt)
        return DeliveryRecord(
            number: DeliveryNumber(number),
            webhook: int(.webhook),
            kind: int(.kind) == 1 ? .manual : .subscribed,
            status: status,
            lane: optionalInt(.lane),
            due: optionalInt(.due),
            generation: int(.generation),
            progress: progress,
            epoch: int(.epoch),
            id: id,
            event: try next(as: EventColumn.self).head(at: place(number))
        )
    }

    /// Whether pure steps may add to it.
    private func isCount(_ column: DeliveryColumn) -> Bool { (0..<1 << 30).contains(int(column)) }
}
