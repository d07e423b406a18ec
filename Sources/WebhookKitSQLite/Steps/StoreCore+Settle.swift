import WebhookKit

extension StoreCore {
    /// Records results; see ``WebhookStore/settle(_:)``.
    func settle(_ request: SettleRequest) throws(StoreError) -> [SettlementResult] {
        var results: [SettlementResult] = []
        results.reserveCapacity(request.settlements.count)
        for settlement in request.settlements {
            results.append(try settle(settlement, logLimit: request.logLimit))
        }
        for notice in request.notices { try add(notice) }
        return results
    }

    private func settle(
        _ settlement: Settlement,
        logLimit: Int
    ) throws(StoreError) -> SettlementResult {
        let lease = settlement.lease
        let number = try connection.first(
            """
            DELETE FROM {leases} WHERE id = ?1 AND owner = ?2 AND epoch = ?3 AND generation = ?4
            RETURNING number
            """,
            lease.deliveryID.string,
            lease.owner.string,
            lease.epoch,
            lease.generation
        ) { $0.int(0) }
        guard let number else { return .fenced }
        let found = try readable { () throws(StoreError) in try existingDelivery(number) }
        guard var record = found else {
            _ = try setAside(number)
            return .fenced
        }
        let readable = try self.readable { () throws(StoreError) -> (WebhookEntry, Queue)? in
            guard let webhook = try self.webhook(record.webhook) else { return nil }
            return (webhook, try self.queue(record.webhook))
        }
        guard let (webhook, queue) = readable else {
            return try settleAlone(settlement, record, logLimit: logLimit)
        }
        takeOutLeased(of: queue)
        let old = webhook.record.health
        // What is undelivered is looked for only if the webhook is deactivated.
        var plan = settlement.plan(
            for: try value(of: record, to: webhook, lease: lease),
            to: webhook.record.webhook,
            answering: queue.responsiveness,
            at: time.now
        )
        if plan.needsOldestOpen {
            let oldest = try firstOpen(of: queue, webhook, pages: .max)
            plan.recover(from: oldest.map { Position($0.event.position) })
        }
        let effects = plan.effects
        if plan.changesHealth { webhook.record.health = plan.health }
        queue.adopt(plan.responsiveness)
        adopt(plan.delivery, into: &record, due: time.steady(after: effects.delay))
        for notice in effects.notices { try add(notice) }
        var isPinned = false
        if let attempt = settlement.attempt, let status = effects.logStatus {
            isPinned = try log(attempt, as: status, of: record.event, in: queue, limit: logLimit)
        }
        if plan.changesHealth { try noteHealth(of: webhook, queue, was: old) }
        // Others may take at once what a process gives back when it ends.
        if record.due.map({ $0 <= time.steady }) == true { counters.work += 1 }
        try place(record, in: queue, pins: isPinned ? 1 : 0)
        return .settled(effects)
    }

    /// Records what became of a delivery whose webhook cannot be read: its health stays as it is.
    private func settleAlone(
        _ settlement: Settlement,
        _ record: DeliveryRecord,
        logLimit: Int
    ) throws(StoreError) -> SettlementResult {
        let status: DeliveryRecord.Status =
            switch settlement.verdict.ending {
            case .succeeded: .succeeded
            case nil: .waiting
            default: .failed
            }
        let due = time.steady(after: settlement.verdict.delay)
        try giveBack(record, as: status, due: due) { queue throws(StoreError) in
            guard let attempt = settlement.attempt else { return false }
            let status: LogEntry.Status = attempt.failure == nil ? .success : .debug
            return try log(attempt, as: status, of: record.event, in: queue, limit: logLimit)
        }
        return .fenced
    }

    /// Writes what follows from a change of a webhook's health.
    func noteHealth(
        of webhook: WebhookEntry,
        _ queue: Queue,
        was old: WebhookHealth
    ) throws(StoreError) {
        let health = webhook.record.health
        touch(webhook)
        if queue.sends != health.sends {
            queue.sends = health.sends
            counters.work += 1
        }
        queue.reschedule()
        guard health.liveFrom != old.liveFrom else { return }
        // All that was queued is void, in O(1).
        try sweep(queue.lane, of: queue.webhook)
        queue.lane = counters.nextID()
    }

    // MARK: Logs

    /// Adds an attempt to its webhook's log and moves the event's entry to the top (L-1).
    ///
    /// - Returns: whether the event was not in the log before, and is pinned by it now.
    private func log(
        _ attempt: Attempt,
        as status: LogEntry.Status,
        of event: EventHead,
        in queue: Queue,
        limit: Int
    ) throws(StoreError) -> Bool {
        counters.logNumber += 1
        let number = counters.logNumber
        // The log is as short as its limit: a search in it is quick, and only for what may be there.
        var previous: (number: Int64, attempts: Int64)?
        if event.pins > 0 {
            try trimLog(of: queue)
            previous = try connection.first(
                "SELECT number, attempts FROM {log} WHERE webhook = ?1 AND position = ?2",
                queue.webhook,
                event.position
            ) { ($0.int(0), $0.int(1)) }
        }
        var attempts: Int64 = 1
        if let previous {
            try connection.run(
                "DELETE FROM {log} WHERE webhook = ?1 AND number = ?2",
                queue.webhook,
                previous.number
            )
            let known = previous.attempts
            attempts += known > 0 ? known : Int64(try chain(from: previous.number).count)
        } else {
            queue.logged += 1
            queue.isDirty = true
        }
        try connection.run(
            """
            INSERT INTO {log} (webhook, number, position, status, attempts)
            VALUES (?1, ?2, ?3, ?4, ?5)
            """,
            queue.webhook,
            number,
            event.position,
            status.number,
            attempts
        )
        try insert(attempt, number: number, previous: previous?.number)
        if !LogEntry.omission(from: Int(clamping: attempts)).isEmpty {
            try shortenChain(from: number)
        }
        queue.logLimit = Int64(max(0, limit))
        return previous == nil
    }

    /// The numbers of an entry's attempts, newest first.
    private func chain(from number: Int64) throws(StoreError) -> [Int64] {
        var numbers = [number]
        while let last = numbers.last {
            let previous = try connection.first(
                "SELECT previous FROM {attempts} WHERE number = ?1",
                last
            ) { $0.optionalInt(0) }
            // Numbers fall, so that a damaged row makes no circle.
            guard let previous = previous ?? nil, previous < last else { break }
            numbers.append(previous)
        }
        return numbers
    }

    /// Removes the attempts that an entry leaves out, and links those around them.
    private func shortenChain(from number: Int64) throws(StoreError) {
        let numbers = try chain(from: number)
        let omission = LogEntry.omission(from: numbers.count)
        guard !omission.isEmpty else { return }
        try connection.run(
            "UPDATE {attempts} SET previous = ?2 WHERE number = ?1",
            numbers[omission.lowerBound - 1],
            numbers[omission.upperBound]
        )
        for number in numbers[omission] {
            try connection.run("DELETE FROM {attempts} WHERE number = ?1", number)
        }
    }

    private func insert(
        _ attempt: Attempt,
        number: Int64,
        previous: Int64?
    ) throws(StoreError) {
        let response = attempt.response
        try connection.run(
            """
            INSERT INTO {attempts} (number, previous, delivery, count, round, started_at, duration,
                url, headers, response_status, response_headers, response_body,
                response_truncated, failure, failure_status, failure_detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """,
            number,
            previous,
            attempt.deliveryID.string,
            attempt.number,
            attempt.round,
            attempt.startedAt.millisecondsSinceEpoch,
            attempt.duration.wholeMilliseconds,
            attempt.request.url,
            HeaderBytes.encode(attempt.request.headers),
            response?.status,
            response.map { HeaderBytes.encode($0.headers) },
            response?.body,
            response?.isTruncated,
            attempt.failure?.kind.rawValue,
            attempt.failure?.status,
            attempt.failure?.detail
        )
    }

    /// Cuts a log to the limit that was last asked for: once for many new entries.
    func trimLog(of queue: Queue) throws(StoreError) {
        guard let limit = queue.logLimit, queue.logged > limit else { return }
        try trimLog(of: queue, by: queue.logged - limit)
    }

    /// Removes the oldest entries of a log, with their attempts.
    func trimLog(of queue: Queue, by surplus: Int64) throws(StoreError) {
        let entries = try connection.all(
            """
            DELETE FROM {log} WHERE webhook = ?1 AND number <= (
                SELECT number FROM {log} WHERE webhook = ?1 ORDER BY number LIMIT 1 OFFSET ?2
            ) RETURNING number, position
            """,
            queue.webhook,
            surplus - 1
        ) { (number: $0.int(0), position: $0.int(1)) }
        for (number, position) in entries {
            var next: Int64? = number
            while let attempt = next {
                next =
                    try connection.first(
                        "DELETE FROM {attempts} WHERE number = ?1 RETURNING previous",
                        attempt
                    ) { $0.optionalInt(0) } ?? nil
            }
            try connection.run(
                "UPDATE {events} SET pins = pins - 1 WHERE position = ?1",
                position
            )
        }
        queue.logged -= Int64(entries.count)
        queue.isDirty = true
    }
}

extension LogEntry.Status {
    /// As the column says it.
    var number: Int64 {
        switch self {
        case .success: 0
        case .debug: 1
        case .error: 2
        }
    }

    /// What the column says; nil when it says something else.
    init?(number: Int64) {
        switch number {
        case 0: self = .success
        case 1: self = .debug
        case 2: self = .error
        default: return nil
        }
    }
}
