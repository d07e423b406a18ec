/// Handles one call of a durable trigger that was claimed, and writes down what came of it.
struct TriggerWorker: Sendable {
    let context: TriggerContext

    /// What became of a claimed entry.
    enum Result: Sendable {
        /// The handler has done it.
        case handled
        /// It is tried again later.
        case retrying
        /// It has failed for good, and is kept for a while.
        case parked
        /// There was nothing to do: deleted, discarded, or parked long enough.
        case dropped
        /// Given back untried.
        case released
        /// The store did not take the result, or another process has the call now.
        case lost
    }

    /// How long a call waits that this process cannot handle at all.
    private static let pause: Duration = .seconds(60)

    /// How often in a row the processes that held a call may die before it is taken for the cause.
    private static let mostDeaths = 5

    /// Handles what was claimed; deadlines are kept by `keeper`.
    func work(_ claimed: RowQueue.Claimed, by keeper: DeadlineKeeper) async -> Result {
        do {
            return try await handle(claimed, by: keeper)
        } catch {
            // The lease brings it back.
            context.observe(storeFailure: error)
            return .lost
        }
    }

    private func handle(
        _ claimed: RowQueue.Claimed,
        by keeper: DeadlineKeeper
    ) async throws -> Result {
        let began = context.clock.uptime
        let scope = claimed.target.scope
        let row = StoredRow(id: claimed.target, value: claimed.value)
        guard let work = context.tables.calls.readable(row) else {
            context.observe(storeFailure: StoreError.damaged("\(claimed.target): no call"))
            return try await drop(claimed, andRow: false)
        }
        guard work.entry == claimed.ticket.id else { return try await drop(claimed, andRow: false) }
        let record = try await context.tables.triggers.value(work.trigger.string, of: scope)
        guard !work.isParked, let trigger = record?.trigger, trigger.instance == work.instance
        else {
            return try await drop(claimed, andRow: true)
        }
        let body = try bodyRow(of: claimed)
        guard let bytes = try await context.rows.row(body) else {
            return try await drop(claimed, andRow: true)
        }
        guard claimed.attempts <= Self.mostDeaths else {
            let attempt = Attempt(claimed: claimed, work: work, body: body, took: .zero)
            let detail = "the process that handled it died \(Self.mostDeaths) times in a row"
            return try await fail(attempt, .failed, detail, isFatal: true)
        }
        guard let handler = context.handlers[trigger.handler] else {
            let end = work.report.receivedAt.advanced(by: context.configuration.parkedRetention)
            guard context.clock.now >= end else {
                return try await release(claimed, work, after: Self.pause)
            }
            // Nobody has it any more: it would go round for ever.
            let attempt = Attempt(claimed: claimed, work: work, body: body, took: .zero)
            let detail = "no process has the handler \"\(trigger.handler)\""
            return try await fail(attempt, .failed, detail, isFatal: true)
        }
        let run: TriggerRun
        do {
            let prepared = try handler.prepare(bytes)
            let call = work.call(in: scope, body: bytes)
            run = await TriggerRun(prepared, call, in: context, by: keeper)
        } catch {
            run = .failed(detail: TriggerData.refusal(for: error).message)
        }
        let attempt = Attempt(
            claimed: claimed,
            work: work,
            body: body,
            took: context.clock.uptime - began
        )
        switch run {
        case .answered(let response): return try await end(attempt, .handled, response: response)
        case .rejected(let rejection):
            return try await end(attempt, .refused, detail: rejection.message)
        case .failed(let detail): return try await fail(attempt, .failed, detail)
        case .timedOut: return try await fail(attempt, .timedOut, "the handler did not end in time")
        case .cancelled(hasEnded: true): return try await release(claimed, work, after: .zero)
        // It may go on for a while: not at once by another process.
        case .cancelled(hasEnded: false): return .released
        case .notBegun: return try await release(claimed, work, after: Self.pause)
        }
    }

    /// A try that has ended.
    private struct Attempt: Sendable {
        let claimed: RowQueue.Claimed
        let work: TriggerWork
        let body: RowID
        let took: Duration
    }

    private func bodyRow(of claimed: RowQueue.Claimed) throws(StoreError) -> RowID {
        try RowID(
            table: TriggerTables.bodies,
            scope: claimed.target.scope,
            key: claimed.target.key.string
        )
    }

    // MARK: Steps

    /// Removes the entry, and the call with it where there is nothing more to do.
    private func drop(_ claimed: RowQueue.Claimed, andRow: Bool) async throws -> Result {
        let queue = context.tables.queue
        let (entry, body) = (try queue.row(of: claimed.ticket), try bodyRow(of: claimed))
        try await context.shielded { [context] in
            try await context.rows.change([entry, claimed.target, body]) { rows in
                guard try queue.holds(claimed, in: rows) else { return }
                try queue.finish(claimed, in: &rows)
                // Retried meanwhile: it has another entry now.
                guard andRow, isOf(claimed, in: rows) else { return }
                try rows.remove(claimed.target)
                try rows.remove(body)
            }
        }
        return .dropped
    }

    /// Whether a call's row, where it can be read, belongs to this entry still.
    private func isOf(_ claimed: RowQueue.Claimed, in rows: RowSet) -> Bool {
        guard let work = try? context.tables.calls.value(of: claimed.target, in: rows) else {
            return true
        }
        return work.entry == claimed.ticket.id
    }

    /// Gives the call back without a try.
    private func release(
        _ claimed: RowQueue.Claimed,
        _ work: TriggerWork,
        after pause: Duration
    ) async throws -> Result {
        var work = work
        let ticket = context.tables.queue.ticket(due: context.clock.now.advanced(by: pause))
        (work.entry, work.dueAt) = (ticket.id, ticket.due)
        return try await move(claimed, to: ticket, work) ? .released : .lost
    }

    /// Puts the call where it is due next; false when it is another process's by now.
    private func move(
        _ claimed: RowQueue.Claimed,
        to ticket: RowQueueTicket,
        _ work: TriggerWork,
        logging line: TriggerLog.Addition? = nil
    ) async throws -> Bool {
        let tables = context.tables
        var ids = [try tables.queue.row(of: claimed.ticket), try tables.queue.row(of: ticket)]
        ids += [claimed.target] + (line?.ids ?? [])
        return try await context.shielded { [context, ids] in
            try await context.rows.change(ids) { rows in
                guard try tables.queue.holds(claimed, in: rows) else { return false }
                // Discarded meanwhile.
                guard try rows.value(of: claimed.target) != nil else {
                    try tables.queue.finish(claimed, in: &rows)
                    return false
                }
                // Claims are counted anew from every result.
                try tables.queue.move(claimed, to: ticket, attempts: 0, in: &rows)
                try tables.calls.set(work, for: claimed.target, in: &rows)
                if let line { try context.log.add(line, in: &rows) }
                return true
            }
        }
    }

    /// The call is over: it leaves the queue for the log, in one step.
    private func end(
        _ attempt: Attempt,
        _ outcome: TriggerLogEntry.Outcome,
        detail: String? = nil,
        response: ServerResponse? = nil
    ) async throws -> Result {
        let (tables, claimed) = (context.tables, attempt.claimed)
        let entry = try tables.queue.row(of: claimed.ticket)
        let isEnded = try await context.shielded { [context] in
            let line = try await line(attempt, outcome, detail, response?.body ?? [])
            let ids = [entry, claimed.target, attempt.body] + line.ids
            return try await context.rows.change(ids) { rows in
                guard try tables.queue.holds(claimed, in: rows) else { return false }
                try tables.queue.finish(claimed, in: &rows)
                try rows.remove(claimed.target)
                try rows.remove(attempt.body)
                try context.log.add(line, in: &rows)
                return true
            }
        }
        guard isEnded else { return .lost }
        observe(attempt, outcome, isLast: true)
        return .handled
    }

    /// Counts a failure: another try, or none any more.
    private func fail(
        _ attempt: Attempt,
        _ outcome: TriggerLogEntry.Outcome,
        _ detail: String,
        isFatal: Bool = false
    ) async throws -> Result {
        var work = attempt.work
        work.failures += 1
        work.detail = detail.cut(to: TriggerLogEntry.detailLimit)
        let (configuration, now) = (context.configuration, context.clock.now)
        let chance = context.chapter.random.unit()
        let pause =
            isFatal ? nil : configuration.retries.pause(after: work.failures, chance: chance)
        work.isParked = pause == nil
        let due = now.advanced(by: pause ?? configuration.parkedRetention)
        let ticket = context.tables.queue.ticket(due: due)
        (work.entry, work.dueAt) = (ticket.id, ticket.due)
        let parked = Attempt(
            claimed: attempt.claimed,
            work: work,
            body: attempt.body,
            took: attempt.took
        )
        let line =
            work.isParked ? try await self.line(parked, outcome, work.detail, []) : nil
        guard try await move(attempt.claimed, to: ticket, work, logging: line) else { return .lost }
        observe(attempt, outcome, isLast: work.isParked)
        return work.isParked ? .parked : .retrying
    }

    private func line(
        _ attempt: Attempt,
        _ outcome: TriggerLogEntry.Outcome,
        _ detail: String?,
        _ response: [UInt8]
    ) async throws -> TriggerLog.Addition {
        let entry = TriggerLogEntry(
            attempt.work.report,
            outcome: outcome,
            status: 202,
            attempts: attempt.work.failures + (attempt.work.isParked ? 0 : 1),
            detail: detail,
            duration: attempt.took,
            response: response
        )
        return try await context.log.addition(
            of: entry,
            to: attempt.work.instance,
            in: attempt.claimed.target.scope
        )
    }

    private func observe(_ attempt: Attempt, _ outcome: TriggerLogEntry.Outcome, isLast: Bool) {
        context.observe(
            .triggerTried(
                attempt.work.report.id,
                of: attempt.work.trigger,
                in: attempt.claimed.target.scope,
                outcome: outcome,
                isLast: isLast
            )
        )
    }
}
