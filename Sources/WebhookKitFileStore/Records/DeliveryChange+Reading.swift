import WebhookKit

extension RecordCursor {
    /// Reads the array that stands for a delivery in an event's record.
    mutating func queuedDelivery(eventAt: Timestamp) throws(RecordProblem) -> QueuedDelivery {
        try skip(UInt8(ascii: "["))
        var delivery = try deliveryHead(eventAt: eventAt)
        if takes(UInt8(ascii: "]")) { return delivery }
        try deliveryTail(of: &delivery)
        try skip(UInt8(ascii: "]"))
        return delivery
    }

    /// Reads the array that stands for a delivery in a record of changes.
    mutating func deliveryChange() throws(RecordProblem) -> DeliveryChange {
        try skip(UInt8(ascii: "["))
        let position = Position(try number())
        try skip(UInt8(ascii: ","))
        let index: Int = try number()
        try skip(UInt8(ascii: ","))
        var delivery = try deliveryHead(eventAt: Timestamp(millisecondsSinceEpoch: 0))
        try deliveryTail(of: &delivery)
        try skip(UInt8(ascii: "]"))
        return DeliveryChange(position: position, index: index, delivery: delivery)
    }

    /// Reads webhook, kind and generation; the rest is as its event queues it.
    private mutating func deliveryHead(
        eventAt: Timestamp
    ) throws(RecordProblem) -> QueuedDelivery {
        let webhook: Int = try number()
        let kind: Delivery.Kind
        if takes(",0,") {
            kind = .subscribed
        } else {
            try skip(",1,")
            kind = .manual
        }
        let state = DeliveryState(
            kind: kind,
            generation: try number(),
            time: eventAt
        )
        return QueuedDelivery(webhook: webhook, state: state)
    }

    private mutating func deliveryTail(
        of delivery: inout QueuedDelivery
    ) throws(RecordProblem) {
        try skip(UInt8(ascii: ","))
        let code: Int = try number()
        guard let raw = UInt8(exactly: code), let status = DeliveryState.Status(rawValue: raw)
        else {
            throw problem
        }
        delivery.state.status = status
        try skip(UInt8(ascii: ","))
        delivery.state.time = try timestampOrNull()
        delivery.state.progress.failedRounds = try nextNumber()
        delivery.state.progress.quickRetries = try nextNumber()
        delivery.state.progress.attempts = try nextNumber()
        try skip(UInt8(ascii: ","))
        delivery.state.progress.firstAttemptAt = try timestampOrNull()
        delivery.state.progress.expiredLeases = try nextNumber()
        delivery.state.epoch = try nextNumber()
        if !takes(",null") {
            try skip(#",""#)
            delivery.state.id = try identifier()
        }
        guard takes(UInt8(ascii: ",")) else { return }
        delivery.state.progress.lostLeases = try number()
    }

    private mutating func nextNumber() throws(RecordProblem) -> Int {
        try skip(UInt8(ascii: ","))
        return try number()
    }
}
