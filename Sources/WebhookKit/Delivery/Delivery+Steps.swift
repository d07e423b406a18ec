extension Delivery {
    /// After this many expired leases in a row a delivery is suspect: it is claimed alone, by a worker
    /// that has nothing else in flight, and parked when that lease expires too (D-13).
    public static let suspectAfter = 3

    /// After this many processes in a row that were killed while they held it beside others it is
    /// claimed alone, so that one can see whether it was that.
    public static let apartAfter = 5

    /// Whether it may be what takes workers down.
    public var isSuspect: Bool {
        progress.makesSuspect
    }

    /// Whether the webhook still takes it; a store's claim passes over what is void, and its sweep
    /// marks it skipped (A-4, W-7).
    public func isVoid(for record: WebhookRecord) -> Bool {
        record.voids(kind, generation: generation, type: eventType, position: position)
    }

    /// Whether the webhook's state lets it be sent: manual ones always (D-14).
    public func isSendable(by record: WebhookRecord) -> Bool {
        kind == .manual || (record.health.sends && !isVoid(for: record))
    }

    /// Leases it to a worker; the store keeps the lease, and gives it to
    /// ``Settlement/plan(for:under:to:at:)``.
    ///
    /// A delivery that was queued for the webhook's earlier URL begins its rounds anew.
    ///
    /// - Parameters:
    ///   - owner: the worker.
    ///   - epoch: higher than that of every earlier lease of this delivery.
    ///   - record: the record of its webhook.
    ///   - now: the store's wall time; becomes the first attempt's time where there was none.
    public mutating func lease(
        to owner: WorkerID,
        epoch: Int,
        of record: WebhookRecord,
        at now: Timestamp
    ) -> Lease {
        if generation < record.health.generation {
            generation = record.health.generation
            progress.failedRounds = 0
            progress.quickRetries = 0
            progress.firstAttemptAt = nil
        }
        if progress.firstAttemptAt == nil { progress.firstAttemptAt = now }
        let lease = Lease(
            deliveryID: id,
            owner: owner,
            epoch: epoch,
            generation: record.health.generation
        )
        status = .leased
        return lease
    }

    /// Takes back a lease that has expired: due at once, or parked after a suspect's last chance.
    public mutating func expireLease(at now: Timestamp) {
        guard status == .leased else { return }
        let wasLastChance = progress.expiredLeases >= Delivery.suspectAfter
        progress.expiredLeases.countUp()
        status = wasLastChance ? .parked : .waiting(due: now)
    }

    /// Takes back a lease whose holder is known to be gone: due at once (D-8).
    ///
    /// What a process merely held is no evidence, for a deploy kills whatever is under way: it never
    /// leads to parking, and only after ``apartAfter`` of them in a row to being claimed alone. A
    /// process that was killed while it held nothing else is evidence, and counts as an expired lease.
    /// The attempt may have reached the receiver, so that its first attempt stands.
    ///
    /// - Parameters:
    ///   - end: how the holder ended, as far as the store can tell.
    ///   - now: the store's wall time.
    public mutating func loseLease(by end: HolderEnd = .closed, at now: Timestamp) {
        guard status == .leased else { return }
        switch end {
        case .closed: break
        case .killed(holdingOthers: true): progress.lostLeases.countUp()
        case .killed(holdingOthers: false): return expireLease(at: now)
        }
        status = .waiting(due: now)
    }

    /// Marks what is void skipped; what a deactivation made so is counted.
    public mutating func skip(in record: inout WebhookRecord) {
        status = .skipped
        if record.counts(kind, generation: generation) { record.skippedEvents.countUp() }
    }

    /// Lets a parked delivery be tried again, with a clean record.
    public mutating func resume(at now: Timestamp) {
        guard status == .parked else { return }
        progress.clearSuspicion()
        status = .waiting(due: now)
    }
}

extension Delivery {
    /// Gives a parked delivery up for good: it is never sent (D-13).
    public mutating func drop() {
        guard status == .parked else { return }
        status = .skipped
    }
}

/// How the process ended that held a lease (D-13).
public enum HolderEnd: Sendable, Hashable {
    /// It closed its store, or nobody can tell.
    case closed
    /// It ended without closing its store: it was killed, or has crashed.
    case killed(holdingOthers: Bool)
}

extension Delivery.Progress {
    /// Whether the delivery may be what takes workers down.
    package var makesSuspect: Bool {
        expiredLeases >= Delivery.suspectAfter || lostLeases >= Delivery.apartAfter
    }

    /// A worker has come back with a result, or somebody has resumed it.
    mutating func clearSuspicion() {
        expiredLeases = 0
        lostLeases = 0
    }
}

extension WebhookRecord {
    /// Whether it no longer takes a delivery of this kind, generation, type and position.
    package func voids(
        _ kind: Delivery.Kind,
        generation: Int,
        type: EventType,
        position: Position
    ) -> Bool {
        guard kind == .subscribed else { return false }
        return generation < health.liveFrom || dropped.isDropped(type, at: position)
    }

    /// Whether a void delivery counts as an event that the webhook was not sent: what it was
    /// deactivated with does, what its people have taken out of its types does not.
    package func counts(_ kind: Delivery.Kind, generation: Int) -> Bool {
        kind == .subscribed && generation < health.liveFrom
    }

    /// When a delivery may begin under the webhook's rate limit: now, or later.
    ///
    /// Stores ask before they lease and call ``start(at:)`` when they do.
    public func earliestStart(at now: Timestamp) -> Timestamp {
        guard webhook.flow.deliveriesPerSecond != nil, let nextStart else { return now }
        // A start absurdly far ahead comes from a clock that jumped back.
        guard now.duration(to: nextStart) <= longestWait else { return now }
        return max(now, nextStart)
    }

    /// Notes that a delivery begins now.
    public mutating func start(at now: Timestamp) {
        guard webhook.flow.deliveriesPerSecond != nil else { return }
        let start = earliestStart(at: now)
        // Instants are whole milliseconds: without the rest 999 a second would become 500.
        let rest = start == nextStart ? startRest : .zero
        let next = start.advanced(by: rest + startInterval)
        startRest = rest + startInterval - start.duration(to: next)
        nextStart = next
    }

    /// A next start that is further ahead than this does not count.
    var longestWait: Duration { startInterval * 2 + .milliseconds(1) }

    private var startInterval: Duration {
        guard let rate = webhook.flow.deliveriesPerSecond, rate > 0 else { return .zero }
        return .microseconds(Int64((1_000_000 / max(rate, 0.0001)).rounded(.up)))
    }
}

extension Identifier<Delivery> {
    /// The id of the delivery that an event's appending queues for a webhook.
    package init(of event: Event.ID, in scope: Scope, to webhook: Webhook.ID, at time: Timestamp) {
        // The scope too: hosts may bring the same event id in two scopes.
        var names: [UInt8] = []
        names.reserveCapacity(192)
        names.append(contentsOf: scope.organization.name.utf8)
        names.append(UInt8(ascii: "/"))
        names.append(contentsOf: scope.environment.name.utf8)
        names.append(UInt8(ascii: ":"))
        names.append(contentsOf: event.string.utf8)
        names.append(UInt8(ascii: ":"))
        names.append(contentsOf: webhook.string.utf8)
        self.init(at: time, entropy: SHA256.words(of: names))
    }
}
