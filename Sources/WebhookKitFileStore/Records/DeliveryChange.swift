package import WebhookKit

/// A delivery of the event whose record it stands in.
package struct QueuedDelivery: Sendable, Hashable {
    /// The webhook's number.
    package var webhook: Int
    /// Where the delivery stands.
    package var state: DeliveryState

    /// Puts both together.
    package init(webhook: Int, state: DeliveryState) {
        self.webhook = webhook
        self.state = state
    }
}

/// A delivery's new state, or a new delivery of an event that stands there already.
package struct DeliveryChange: Sendable, Hashable {
    /// The event's position.
    package var position: Position
    /// The delivery's index among those of its event.
    package var index: Int
    /// The webhook and the state.
    package var delivery: QueuedDelivery

    /// Puts a change together.
    package init(position: Position, index: Int, delivery: QueuedDelivery) {
        self.position = position
        self.index = index
        self.delivery = delivery
    }
}

extension QueuedDelivery {
    /// Whether it is as its event queued it, so that three numbers say everything.
    func isFresh(at appended: Timestamp) -> Bool {
        state.status == .waiting && state.time == appended && state.epoch == 0 && state.id == nil
            && state.progress == Delivery.Progress()
    }

    /// Writes the array that stands in an event's record.
    func append(to bytes: inout [UInt8], eventAt: Timestamp) {
        bytes.append(UInt8(ascii: "["))
        appendHead(to: &bytes)
        if !isFresh(at: eventAt) { appendTail(to: &bytes) }
        bytes.append(UInt8(ascii: "]"))
    }

    fileprivate func appendHead(to bytes: inout [UInt8]) {
        bytes.append(number: webhook)
        bytes.append(state.kind == .manual ? ",1," : ",0,")
        bytes.append(number: state.generation)
    }

    fileprivate func appendTail(to bytes: inout [UInt8]) {
        let progress = state.progress
        bytes.append(UInt8(ascii: ","))
        bytes.append(number: Int(state.status.rawValue))
        bytes.append(UInt8(ascii: ","))
        bytes.append(number: state.time?.millisecondsSinceEpoch)
        for number in [progress.failedRounds, progress.quickRetries, progress.attempts] {
            bytes.append(UInt8(ascii: ","))
            bytes.append(number: number)
        }
        bytes.append(UInt8(ascii: ","))
        bytes.append(number: progress.firstAttemptAt?.millisecondsSinceEpoch)
        for number in [progress.expiredLeases, state.epoch] {
            bytes.append(UInt8(ascii: ","))
            bytes.append(number: number)
        }
        if let id = state.id {
            bytes.append(#",""#)
            bytes.append(contentsOf: id.string.utf8)
            bytes.append(UInt8(ascii: "\""))
        } else {
            bytes.append(",null")
        }
        // Rare, so that the others are spared it.
        guard progress.lostLeases > 0 else { return }
        bytes.append(UInt8(ascii: ","))
        bytes.append(number: progress.lostLeases)
    }
}

extension DeliveryChange {
    /// Writes the array that stands in a record of changes.
    func append(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        bytes.append(number: position.number)
        bytes.append(UInt8(ascii: ","))
        bytes.append(number: index)
        bytes.append(UInt8(ascii: ","))
        delivery.appendHead(to: &bytes)
        delivery.appendTail(to: &bytes)
        bytes.append(UInt8(ascii: "]"))
    }
}
