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
    /// The log entries that hold its event.
    let pins: Int64

    /// Where a delivery stands, as the column says it.
    enum Status: Int64 {
        case waiting = 0
        case leased, succeeded, failed, skipped, parked
    }

    var isSuspect: Bool { progress.makesSuspect }
}

/// A delivery's row but for its progress; `{*delivery}` in a statement, with its progress and the
/// columns of its event behind it.
enum DeliveryColumn: Int32, ColumnList {
    case number, webhook, kind, status, lane, due, generation, epoch, id

    static var last: DeliveryColumn { .id }

    var sql: String {
        switch self {
        case .number: "d.number"
        case .webhook: "d.webhook"
        case .kind: "d.kind"
        case .status: "d.status"
        case .lane: "d.lane"
        case .due: "d.due"
        case .generation: "d.generation"
        case .epoch: "d.epoch"
        case .id: "d.id"
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
        guard isCount(.generation), isCount(.epoch) else {
            throw .unreadable(place(number), "a count is out of bounds")
        }
        let progress = try progress.progress(at: place(number))
        let id = optionalText(.id)
        if let id { let _: Delivery.ID = try Decoding.id(id, at: place(number)) }
        return DeliveryRecord(
            number: DeliveryNumber(number),
            webhook: int(.webhook),
            kind: Delivery.Kind(number: int(.kind)),
            status: status,
            lane: optionalInt(.lane),
            due: optionalInt(.due),
            generation: int(.generation),
            progress: progress,
            epoch: int(.epoch),
            id: id,
            event: try use.head(at: place(number)),
            pins: use.int(.pins)
        )
    }

    private var progress: Row<ProgressColumn> { next() }

    /// What its event's row counts, with the event behind it.
    var use: Row<EventUseColumn> { progress.next() }
}
