import WebhookKit

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

    /// What ``Statement/delivery(at:)`` reads; `{*delivery}` in a statement.
    static let columns = """
        d.number, d.webhook, d.kind, d.status, d.lane, d.due, d.generation, d.failed_rounds, \
        d.quick_retries, d.attempts, d.expired_leases, d.epoch, d.first_attempt_at, d.id, \
        d.lost_leases, \
        \(EventHead.columns)
        """

    var isSuspect: Bool { progress.makesSuspect }
}

/// What an event's row says besides its bytes.
struct EventHead {
    let position: Int64
    let scope: Int64
    let id: Event.ID
    let type: EventType
    let key: String?
    let audience: String?
    let occurredAt: Timestamp
    let appendedAt: Timestamp
    let dataOffset: Int
    let deliveries: Int64
    let pins: Int64

    /// What ``Statement/eventHead(from:at:)`` reads; `{*event}` in a statement.
    static let columns = """
        e.position, e.scope, e.id, e.type, e.key, e.audience, e.occurred_at, e.appended_at, \
        e.data_offset, e.deliveries, e.pins
        """
}

extension Delivery.Kind {
    /// As the column says it.
    var number: Int64 { self == .manual ? 1 : 0 }
}

extension Statement {
    /// Reads the columns of `{*event}`, from this one on.
    func eventHead(
        from column: Int32,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> EventHead {
        guard (0...DeliveryNumber.indexes).contains(int(column + 9)), int(column + 10) >= 0 else {
            throw .unreadable(place(), "a count is out of bounds")
        }
        return EventHead(
            position: int(column),
            scope: int(column + 1),
            id: try Decoding.id(text(column + 2), at: place()),
            type: try Decoding.type(text(column + 3), at: place()),
            key: optionalText(column + 4),
            audience: optionalText(column + 5),
            occurredAt: Timestamp(millisecondsSinceEpoch: int(column + 6)),
            appendedAt: Timestamp(millisecondsSinceEpoch: int(column + 7)),
            dataOffset: Int(clamping: int(column + 8)),
            deliveries: int(column + 9),
            pins: int(column + 10)
        )
    }

    /// Reads the columns of `{*delivery}`, from the first on.
    func delivery(at place: (Int64) -> RowPlace) throws(StoreError) -> DeliveryRecord {
        let number = int(0)
        guard let status = DeliveryRecord.Status(rawValue: int(3)) else {
            throw .unreadable(place(number), "no status")
        }
        // Pure steps add to them.
        guard [6, 7, 8, 9, 10, 11, 14].allSatisfy({ (0..<1 << 30).contains(int($0)) }) else {
            throw .unreadable(place(number), "a count is out of bounds")
        }
        let id = optionalText(13)
        if let id { let _: Delivery.ID = try Decoding.id(id, at: place(number)) }
        var progress = Delivery.Progress()
        progress.failedRounds = Int(clamping: int(7))
        progress.quickRetries = Int(clamping: int(8))
        progress.attempts = Int(clamping: int(9))
        progress.expiredLeases = Int(clamping: int(10))
        progress.lostLeases = Int(clamping: int(14))
        progress.firstAttemptAt = optionalInt(12).map(Timestamp.init(millisecondsSinceEpoch:))
        return DeliveryRecord(
            number: DeliveryNumber(number),
            webhook: int(1),
            kind: int(2) == 1 ? .manual : .subscribed,
            status: status,
            lane: optionalInt(4),
            due: optionalInt(5),
            generation: int(6),
            progress: progress,
            epoch: int(11),
            id: id,
            event: try eventHead(from: 15, at: place(number))
        )
    }
}
