import WebhookKit
import WebhookKitSQL

/// What is read beside the writer, on a connection and a thread of its own.
final class StoreQueries {
    let connection: Connection
    private let clock: StoreClock
    let faults: RowFaults
    private let files: OpenFiles
    /// Webhooks that were read, by number: decoding one takes a tenth of a millisecond.
    private var records: [Int64: (version: Int64, record: WebhookRecord)] = [:]

    init(connection: Connection, clock: StoreClock, faults: RowFaults, files: OpenFiles) {
        self.connection = connection
        self.faults = faults
        self.files = files
        self.clock = clock
    }

    /// Reads in one transaction, so that all of it is of one moment.
    func reading<Value>(
        _ body: (StoreQueries) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try files.check()
        try connection.run("BEGIN")
        do throws(StoreError) {
            let value = try body(self)
            try connection.run("COMMIT")
            return value
        } catch {
            if !connection.isIdle { try? connection.run("ROLLBACK") }
            throw error
        }
    }

    /// What `body` gives; nil when it meets a row that cannot be read, which is noted and left out.
    func readable<Value>(
        _ body: () throws(StoreError) -> Value
    ) throws(StoreError) -> Value? {
        do throws(StoreError) {
            return try body()
        } catch {
            guard let fault = error.rowFault else { throw error }
            faults.note(fault)
            return nil
        }
    }

    // MARK: Webhooks

    func webhooks(_ query: WebhookQuery) throws(StoreError) -> [WebhookRecord] {
        if records.count > 10_000 { records = [:] }
        var query = query
        while true {
            let (found, last) = try page(query)
            // A page of nothing but what cannot be read is not the end.
            guard found.isEmpty, let last, query.id == nil, last != query.after?.string,
                let after = try? Webhook.ID(last)
            else { return found }
            query.after = after
        }
    }

    /// A page, without what cannot be read, and the id of its last row.
    private func page(
        _ query: WebhookQuery
    ) throws(StoreError) -> (found: [WebhookRecord], last: String?) {
        var last: String?
        let found = try connection.all(
            """
            SELECT {*webhook}
            FROM {scopes} s
            CROSS JOIN {webhooks} w ON w.scope = s.number
            LEFT JOIN {queues} q ON q.webhook = w.number
            WHERE s.organization = ?1 AND s.environment = ?2 AND (?3 IS NULL OR w.id = ?3)
                AND w.id > ?4
            ORDER BY w.id LIMIT ?5
            """,
            query.scope.organization.name,
            query.scope.environment.name,
            query.id?.string,
            query.after?.string ?? "",
            max(0, query.limit)
        ) { statement throws(StoreError) -> WebhookRecord? in
            let row = Row<WebhookColumn>(statement)
            last = row.text(.id)
            guard
                var record = try readable({ () throws(StoreError) in
                    try self.record(row, in: query.scope)
                })
            else {
                return nil
            }
            record.skippedEvents = Int(clamping: max(0, row.int(.skipped)))
            record.nextStart = row.optionalTime(.nextStartAt)
            record.startRest = .nanoseconds(row.int(.startRest))
            record.responsiveness =
                Responsiveness(rawValue: Int(row.int(.responsiveness))) ?? .unproven
            return record
        }
        return (found.compactMap(\.self), last)
    }

    private func record(
        _ row: Row<WebhookColumn>,
        in scope: Scope
    ) throws(StoreError) -> WebhookRecord {
        let (number, version) = (row.int(.number), row.int(.version))
        if let known = records[number], known.version == version { return known.record }
        let record = try Decoding.record(
            row.bytes(.record),
            health: row.isNull(.health) ? nil : row.bytes(.health),
            of: row.text(.id),
            in: { $0 == scope },
            at: connection.place("webhooks", number, row.text(.id))
        )
        records[number] = (version, record)
        return record
    }

    // MARK: Logs

    func log(_ query: LogQuery) throws(StoreError) -> LogPage {
        let webhook = try connection.first(
            """
            SELECT w.number FROM {webhooks} w JOIN {scopes} s ON s.number = w.scope
            WHERE s.organization = ?1 AND s.environment = ?2 AND w.id = ?3
            """,
            query.scope.organization.name,
            query.scope.environment.name,
            query.webhookID.string
        ) { $0.int(0) }
        guard let webhook else { return LogPage() }
        let limit = max(0, min(query.limit, Int.max - 1))
        let rows = try connection.all(
            """
            SELECT number, position, status, attempts FROM {log}
            WHERE webhook = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3
            """,
            webhook,
            query.cursor?.number ?? .max,
            limit + 1
        ) { row in
            (
                number: row.int(0), position: row.int(1), status: row.int(2),
                attempts: Int(clamping: row.int(3))
            )
        }
        var entries: [LogEntry] = []
        for row in rows.prefix(limit) {
            let entry = try readable { () throws(StoreError) in
                guard let status = LogEntry.Status(number: row.status),
                    let event = try connection.event(at: row.position, scope: query.scope)
                else {
                    throw .unreadable(
                        connection.place("log", row.number),
                        "no status, or no event"
                    )
                }
                let attempts = try attempts(from: row.number)
                return LogEntry(
                    event: event,
                    status: status,
                    attempts: attempts,
                    omittedAttempts: max(0, row.attempts - attempts.count)
                )
            }
            if let entry { entries.append(entry) }
        }
        guard rows.count > limit else { return LogPage(entries: entries) }
        let last = rows.prefix(limit).last?.number ?? query.cursor?.number ?? .max
        return LogPage(entries: entries, next: LogCursor(number: last))
    }

    private func attempts(from number: Int64) throws(StoreError) -> [Attempt] {
        var attempts: [Attempt] = []
        var next: Int64? = number
        while let present = next {
            let found = try connection.first(
                "SELECT previous, {*attempt} FROM {attempts} WHERE number = ?1",
                present
            ) { statement throws(StoreError) in
                let row = Row<AttemptColumn>(statement, from: 1)
                let attempt = try readable { () throws(StoreError) in
                    try row.attempt(at: connection.place("attempts", present))
                }
                return (statement.optionalInt(0), attempt)
            }
            guard let (previous, attempt) = found else {
                let place = connection.place("attempts", present)
                faults.note(RowFault(place: place, problem: "the row is missing"))
                return attempts
            }
            if let attempt { attempts.append(attempt) }
            // Numbers fall, so that a damaged row makes no circle.
            next = previous.flatMap { $0 < present ? $0 : nil }
        }
        return attempts
    }

    // MARK: Counts

    func backlog() throws(StoreError) -> Backlog {
        let time = clock.read()
        let counts = try connection.first("SELECT waiting, leased FROM {store}") {
            (waiting: $0.int(0), leased: $0.int(1))
        }
        let parked = try connection.all("SELECT id, number FROM {parked} ORDER BY place LIMIT 100")
        { row throws(StoreError) -> Delivery.ID? in
            let place = connection.place("parked", row.int(1))
            return try readable { () throws(StoreError) in
                try Decoding.id(row.text(0), at: place)
            }
        }
        // The head of every queue that is sent from, and the suspects.
        let oldest =
            try connection.first(
                """
                SELECT min(due) FROM (
                    SELECT (
                        SELECT d.due FROM {deliveries} d INDEXED BY {deliveries_due}
                        WHERE d.lane = q.lane AND d.due IS NOT NULL ORDER BY d.due LIMIT 1
                    ) AS due FROM {queues} q WHERE q.sends = 1 AND q.waiting > 0
                    UNION ALL
                    SELECT (
                        SELECT d.due FROM {deliveries} d INDEXED BY {deliveries_due}
                        WHERE d.lane = q.manual_lane AND d.due IS NOT NULL ORDER BY d.due LIMIT 1
                    ) FROM {queues} q WHERE q.manual > 0
                    UNION ALL
                    SELECT s.due FROM {suspects} s JOIN {queues} q ON q.webhook = s.webhook
                    WHERE q.sends = 1
                )
                """
            ) { $0.optionalInt(0) } ?? nil
        return Backlog(
            waiting: Int(max(0, counts?.waiting ?? 0)),
            leased: Int(max(0, counts?.leased ?? 0)),
            parked: parked.compactMap(\.self),
            oldestDueAge: oldest.flatMap { due in
                due <= time.steady ? .zero - time.duration(to: due) : nil
            },
            faults: try standingFaults()
        )
    }
}
