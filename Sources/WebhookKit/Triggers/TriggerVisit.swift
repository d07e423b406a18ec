/// A request whose token and trigger are known: from here on everything that happens is logged.
struct TriggerVisit: Sendable {
    let context: TriggerContext
    let request: TriggerRequest
    let record: TriggerRecord
    let principal: Principal
    private let report: TriggerReport

    init(
        context: TriggerContext,
        request: TriggerRequest,
        record: TriggerRecord,
        principal: Principal
    ) {
        self.context = context
        self.request = request
        self.record = record
        self.principal = principal
        let now = context.clock.now
        let key = try? TriggerGate.idempotencyKey(in: request.headers, for: record.trigger)
        report = TriggerReport(
            id: TriggerCall.ID(at: now, using: context.chapter.random),
            token: principal.tokenID,
            owner: principal.owner,
            receivedAt: now,
            key: key,
            request: request,
            masking: context.configuration.maskedHeaders.union(context.authentication.headers)
        )
    }

    private var trigger: Trigger { record.trigger }
    private var scope: Scope { record.trigger.scope }

    /// Answers, and writes down what happened.
    func answer(_ began: Duration) async -> ServerResponse {
        let ending: TriggerEnding
        do throws(TriggerEnding) {
            ending = try await serve()
        } catch {
            ending = error
        }
        if !ending.isStored { await write(ending, took: context.clock.uptime - began) }
        return ending.response
    }

    private func serve() async throws(TriggerEnding) -> TriggerEnding {
        guard trigger.access.admits(principal) else {
            throw TriggerEnding(.forbidden)
        }
        guard trigger.isActive else { throw TriggerEnding(.notFound, detail: "not active") }
        let key: ExactText?
        do throws(TriggerRefusal) {
            try TriggerGate.checkType(request.headers)
            key = try TriggerGate.idempotencyKey(in: request.headers, for: trigger)
        } catch {
            throw TriggerEnding(error)
        }
        try await checkSignature()
        let run = try prepare()
        switch trigger.mode {
        case .durable: return try await accept(key)
        case .immediate: return try await handle(run, key)
        }
    }

    private func checkSignature() async throws(TriggerEnding) {
        guard let scheme = trigger.signature else { return }
        let verifier: WebhookVerifier
        do {
            verifier = try await context.vault.verifier(for: record, scheme)
        } catch {
            throw TriggerEnding(Task.isCancelled ? .cancelled : .unavailable, detail: "\(error)")
        }
        do throws(VerificationError) {
            _ = try verifier.verify(headers: request.headers, body: request.body)
        } catch {
            throw TriggerEnding(.badSignature, detail: "\(error)")
        }
    }

    /// Decodes the data, before a key is taken: a body that no repeat makes right holds none.
    private func prepare() throws(TriggerEnding) -> TriggerHandler.Run {
        do throws(TriggerRefusal) {
            try TriggerGate.checkJSON(request.body, depth: context.configuration.depth)
        } catch {
            throw TriggerEnding(error)
        }
        guard let handler = context.handlers[trigger.handler] else {
            throw TriggerEnding(
                .handlerFailed,
                .failed,
                detail: "this process has no handler \"\(trigger.handler)\""
            )
        }
        do {
            return try handler.prepare(request.body)
        } catch {
            throw TriggerEnding(TriggerData.refusal(for: error))
        }
    }

    // MARK: At once

    private func handle(
        _ run: @escaping TriggerHandler.Run,
        _ key: ExactText?
    ) async throws(TriggerEnding) -> TriggerEnding {
        let row = key.map { TriggerKey.row($0, of: trigger, for: principal.owner) }
        if let row { try await take(row) }
        let call = TriggerCall(
            id: report.id,
            trigger: trigger.id,
            scope: scope,
            token: principal.tokenID,
            owner: principal.owner,
            receivedAt: report.receivedAt,
            attempt: 1,
            exactKey: key,
            headers: report.headers,
            body: request.body
        )
        let result = await context.deadlines.keep { keeper in
            await TriggerRun(run, call, in: context, by: keeper)
        }
        return TriggerEnding(result, key: row)
    }

    private var keyVisit: TriggerKey.Visit {
        TriggerKey.Visit(
            report.id,
            body: request.body,
            at: context.clock.now,
            lease: context.configuration.lease,
            retention: context.configuration.keyRetention
        )
    }

    /// Takes an idempotency key, or says what its first call came to.
    private func take(_ row: String) async throws(TriggerEnding) {
        let (tables, visit) = (context.tables, keyVisit)
        let decision: TriggerKey.Decision
        do {
            let place = tables.expiry.ticket(due: visit.now.advanced(by: visit.retention))
            let id = try tables.keys.id(row, of: scope)
            decision = try await context.rows.change([id, tables.expiry.row(of: place)]) { rows in
                try tables.take(id, by: visit, place, in: &rows)
            }
        } catch {
            throw unavailable(error)
        }
        try answer(decision)
    }

    private func answer(_ decision: TriggerKey.Decision) throws(TriggerEnding) {
        switch decision {
        case .run: break
        case .give(let answer): throw TriggerEnding(answering: answer.response, .repeated)
        case .wait: throw TriggerEnding(.inProgress)
        case .refuse: throw TriggerEnding(.keyReused)
        }
    }

    private func unavailable(_ error: any Error) -> TriggerEnding {
        context.observe(storeFailure: error)
        return TriggerEnding(
            Task.isCancelled ? .cancelled : .unavailable,
            .failed,
            detail: "\(StoreError(wrapping: error))"
        )
    }

    // MARK: Durable

    /// Stores the call, its place in the queue and its key in one step, and answers 202.
    private func accept(_ key: ExactText?) async throws(TriggerEnding) -> TriggerEnding {
        let (tables, visit, body) = (context.tables, keyVisit, request.body)
        var json = Array(#"{"id":"#.utf8)
        JSONText.append(report.id.string, to: &json)
        json.append(UInt8(ascii: "}"))
        let response = ServerResponse(status: 202, json: json)
        let ticket = tables.queue.ticket(due: visit.now)
        let work = TriggerWork(
            trigger: trigger.id,
            instance: trigger.instance,
            report: report,
            entry: ticket.id,
            dueAt: visit.now
        )
        let decision: TriggerKey.Decision
        do {
            let name = TriggerWork.row(report.id, of: trigger.instance)
            let call = try tables.calls.id(name, of: scope)
            let bodyRow = try RowID(table: TriggerTables.bodies, scope: scope, key: name)
            let entry = try tables.queue.row(of: ticket)
            let place = tables.expiry.ticket(due: visit.now.advanced(by: visit.retention))
            let keyRow = try key.map {
                try tables.keys.id(TriggerKey.row($0, of: trigger, for: principal.owner), of: scope)
            }
            var ids = [call, bodyRow, entry]
            if let keyRow { ids += [keyRow, try tables.expiry.row(of: place)] }
            decision = try await context.rows.change(ids) { rows in
                if let keyRow {
                    let decision = try tables.take(keyRow, by: visit, place, in: &rows)
                    guard decision == .run else { return decision }
                    try tables.end(keyRow, by: visit.call, with: response, in: &rows)
                }
                try tables.calls.set(work, for: call, in: &rows)
                try rows.set(body, for: bodyRow)
                try tables.queue.add(ticket, for: call, in: &rows)
                return .run
            }
        } catch {
            throw unavailable(error)
        }
        try answer(decision)
        context.signals.signal()
        var ending = TriggerEnding(answering: response, .handled)
        ending.isStored = true
        return ending
    }

    // MARK: Afterwards

    /// Writes the call into the log and ends its key, in one step that a cancellation does not reach.
    ///
    /// It is done before the answer goes out: nothing that was answered is missing from the log, and a
    /// repeat of the call finds the answer. When it cannot be done, the answer is what it is all the
    /// same, since the handler has run.
    private func write(_ ending: TriggerEnding, took: Duration) async {
        let entry = TriggerLogEntry(
            report,
            outcome: ending.outcome,
            status: ending.response.status,
            attempts: ending.attempts,
            detail: ending.detail,
            duration: took,
            response: ending.response.body
        )
        do {
            try await context.shielded { [context, trigger, scope, id = report.id] in
                let log = context.log
                let line = try await log.addition(of: entry, to: trigger.instance, in: scope)
                let key = try ending.key.row.map { try context.tables.keys.id($0, of: scope) }
                try await context.rows.change(line.ids + (key.map { [$0] } ?? [])) { rows in
                    try log.add(line, in: &rows)
                    guard let key else { return }
                    try context.tables.end(key, by: id, with: ending.keptResponse, in: &rows)
                }
                if key != nil { await TriggerSweep(context: context).afterKeyedCall() }
            }
        } catch {
            context.observe(storeFailure: error)
        }
    }
}

extension TriggerEnding {
    /// What a repeat is to get; nil when it may run the handler.
    fileprivate var keptResponse: ServerResponse? {
        if case .answered = key { response } else { nil }
    }
}

extension TriggerEnding.KeyEnd {
    fileprivate var row: String? {
        switch self {
        case .none: nil
        case .answered(let row), .freed(let row): row
        }
    }
}

extension TriggerTables {
    /// Decides what a call with a key does and takes the key for it.
    ///
    /// - Parameter place: where in ``expiry`` a new key is found again when its time is over.
    func take(
        _ id: RowID,
        by visit: TriggerKey.Visit,
        _ place: RowQueueTicket,
        in rows: inout RowSet
    ) throws(StoreError) -> TriggerKey.Decision {
        var key = try keys.value(of: id, in: rows)
        let before = key?.expiresAt
        let decision = TriggerKey.visit(&key, by: visit)
        guard decision == .run else { return decision }
        try keys.set(key, for: id, in: &rows)
        if key?.expiresAt != before { try expiry.add(place, for: id, in: &rows) }
        return .run
    }

    /// Keeps an answer with a key, or frees it.
    func end(
        _ id: RowID,
        by call: TriggerCall.ID,
        with response: ServerResponse?,
        in rows: inout RowSet
    ) throws(StoreError) {
        var key = try keys.value(of: id, in: rows)
        TriggerKey.end(&key, by: call, with: response)
        try keys.set(key, for: id, in: &rows)
    }
}
