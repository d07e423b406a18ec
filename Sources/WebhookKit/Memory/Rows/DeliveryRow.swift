/// A delivery in about a hundred bytes; ``delivery(id:)`` puts the whole value together.
package final class DeliveryRow {
    package unowned let event: EventRow
    package unowned let webhook: WebhookRow
    /// Its number among the deliveries of its event.
    package internal(set) var index: Int32 = 0
    /// The one before it among the deliveries of its event.
    var previous: DeliveryRow?

    /// When it is due, when its lease ends, or when it ended, by monotonic time.
    var due: Uptime = .zero
    /// Names its entry in a queue of due times or of leases; 0 when it has none.
    var stamp: UInt64 = 0
    /// The lease and the id; nil for what never had either.
    private var names: Names?

    private var firstAttemptAt: Timestamp = .never
    private var generation: Int32 = 0
    private var failedRounds: Int32 = 0
    private var attempts: Int32 = 0
    private(set) var epoch: Int32 = 0
    private var quickRetries: Int16 = 0
    private var expiredLeases: Int8 = 0
    private var lostLeases: Int8 = 0
    private(set) var status: Status = .waiting
    let kind: Delivery.Kind
    /// Whether it waits as a suspect.
    var isSetApart = false

    /// Where it stands.
    enum Status: UInt8 {
        case waiting, leased, succeeded, failed, skipped, parked
    }

    private final class Names {
        var lease: Lease?
        var id: Delivery.ID?
    }

    init(_ state: DeliveryState, of event: EventRow, to webhook: WebhookRow) {
        kind = state.kind
        self.event = event
        self.webhook = webhook
        if let id = state.id { makeNames().id = id }
        self.state = state
    }

    /// Whether it will be tried again or is being tried.
    var isOpen: Bool {
        switch status {
        case .waiting, .leased, .parked: true
        case .succeeded, .failed, .skipped: false
        }
    }

    var isWaiting: Bool { status == .waiting }

    var isSuspect: Bool {
        expiredLeases >= Delivery.suspectAfter || lostLeases >= Delivery.apartAfter
    }

    /// Whether the webhook no longer takes it.
    var isVoid: Bool {
        if webhook.isRemoved { return true }
        // What nobody can read tells nothing about its deliveries.
        if webhook.isSetAside { return false }
        return webhook.record.voids(
            kind,
            generation: Int(generation),
            type: event.type,
            position: event.position
        )
    }

    /// Whether it counts, when it is void, as an event that the webhook was not sent.
    var countsAsSkipped: Bool { webhook.record.counts(kind, generation: Int(generation)) }

    var isSendable: Bool {
        !webhook.isRemoved && !webhook.isSetAside
            && (kind == .manual || (webhook.record.health.sends && !isVoid))
    }

    /// Whether it was given its id, which then does not follow from event and webhook.
    var isNamed: Bool { names?.id != nil }

    /// Its id, put together where it follows from event and webhook.
    var id: Delivery.ID {
        names?.id ?? lease?.deliveryID
            ?? Delivery.ID(
                of: event.id,
                in: event.scope.scope,
                to: webhook.record.id,
                at: event.appendedAt
            )
    }

    /// The lease it is under.
    var lease: Lease? { names?.lease }

    /// The delivery as a value, which the pure steps work on.
    func delivery(at time: StoreTime) -> Delivery {
        let id = id
        return Delivery(
            restoring: id,
            eventID: event.id,
            eventType: event.type,
            position: event.position,
            scope: event.scope.scope,
            webhookID: webhook.record.id,
            kind: kind,
            generation: Int(generation),
            status: deliveryStatus(at: time),
            progress: progress
        )
    }

    private func deliveryStatus(at time: StoreTime) -> Delivery.Status {
        switch status {
        case .waiting: .waiting(due: time.wallTime(at: due))
        case .leased: .leased
        case .succeeded: .succeeded
        case .failed: .failed
        case .skipped: .skipped
        case .parked: .parked
        }
    }

    /// Takes over what a pure step has changed; the due time is the caller's business.
    ///
    /// - Parameter lease: the one that it is under from now on.
    func update(_ delivery: Delivery, under lease: Lease? = nil, epoch: Int32? = nil) {
        generation = Int32(clamping: delivery.generation)
        progress = delivery.progress
        if let epoch { self.epoch = epoch }
        switch delivery.status {
        case .waiting: status = .waiting
        case .leased: status = .leased
        case .succeeded: status = .succeeded
        case .failed: status = .failed
        case .skipped: status = .skipped
        case .parked: status = .parked
        }
        set(lease)
    }

    /// Marks it skipped.
    func skip() {
        status = .skipped
        set(nil)
    }

    /// Sets it aside.
    func park() {
        status = .parked
        set(nil)
    }

    private func set(_ lease: Lease?) {
        if lease == nil, names?.id == nil {
            names = nil
        } else if let lease {
            makeNames().lease = lease
        } else {
            names?.lease = nil
        }
    }

    private func makeNames() -> Names {
        if let names { return names }
        let made = Names()
        names = made
        return made
    }

    private var progress: Delivery.Progress {
        get {
            var progress = Delivery.Progress()
            progress.failedRounds = Int(failedRounds)
            progress.quickRetries = Int(quickRetries)
            progress.attempts = Int(attempts)
            progress.expiredLeases = Int(expiredLeases)
            progress.lostLeases = Int(lostLeases)
            progress.firstAttemptAt = firstAttemptAt == .never ? nil : firstAttemptAt
            return progress
        }
        set {
            failedRounds = Int32(clamping: newValue.failedRounds)
            quickRetries = Int16(clamping: newValue.quickRetries)
            attempts = Int32(clamping: newValue.attempts)
            expiredLeases = Int8(clamping: newValue.expiredLeases)
            lostLeases = Int8(clamping: newValue.lostLeases)
            firstAttemptAt = newValue.firstAttemptAt ?? .never
        }
    }
}

/// What a journal keeps of it.
extension DeliveryRow {
    /// The state that a journal keeps, with wall times.
    package func state(at time: StoreTime) -> DeliveryState {
        var state = self.state
        state.time = status == .leased ? nil : time.wallTime(at: due)
        return state
    }

    /// Whether it is as it was queued, so that a journal need not spell it out.
    package var isFresh: Bool {
        status == .waiting && attempts == 0 && epoch == 0 && failedRounds == 0
            && expiredLeases == 0 && lostLeases == 0 && firstAttemptAt == .never && !isNamed
    }

    private var state: DeliveryState {
        get {
            DeliveryState(
                kind: kind,
                generation: Int(generation),
                status: DeliveryState.Status(rawValue: status.rawValue) ?? .waiting,
                time: nil,
                progress: progress,
                epoch: Int(epoch),
                id: names?.id
            )
        }
        set {
            generation = Int32(clamping: newValue.generation)
            progress = newValue.progress
            epoch = Int32(clamping: newValue.epoch)
            status = Status(rawValue: newValue.status.rawValue) ?? .waiting
        }
    }

    /// Replaces the state by a later one from the journal.
    func load(_ state: DeliveryState) {
        self.state = state
        if status != .leased { set(nil) }
    }

    /// Takes over a lease that is still good.
    func keep(_ lease: Lease, at time: StoreTime) {
        status = .leased
        epoch = Int32(clamping: lease.epoch)
        generation = Int32(clamping: lease.generation)
        if firstAttemptAt == .never { firstAttemptAt = time.now }
        set(lease)
    }

    /// Takes back a lease whose holder is gone with the process.
    func loseLease(by end: HolderEnd, at time: StoreTime) {
        var delivery = delivery(at: time)
        delivery.loseLease(by: end, at: time.now)
        update(delivery)
        due = time.uptime
    }
}

extension Timestamp {
    fileprivate static let never = Timestamp(millisecondsSinceEpoch: .min)
}
