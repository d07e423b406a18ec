import WebhookKit

/// What is read beside the writer, on a connection and a thread of its own.
final class StoreQueries {
    let connection: Connection
    private let clock: StoreClock
    /// Webhooks that were read, by number: decoding one takes a tenth of a millisecond.
    private var records: [Int64: (version: Int64, record: WebhookRecord)] = [:]

    init(connection: Connection, clock: StoreClock) {
        self.connection = connection
        self.clock = clock
    }

    /// Reads in one transaction, so that all of it is of one moment.
    func reading<Value>(
        _ body: (StoreQueries) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
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

    // MARK: Webhooks

    func webhooks(_ query: WebhookQuery) throws(StoreError) -> [WebhookRecord] {
        if records.count > 10_000 { records = [:] }
        return try connection.all(
            """
            SELECT w.number, w.version, w.record, q.skipped, q.next_start_at, q.start_rest,
                q.responsiveness
            FROM {scopes} s
            CROSS JOIN {webhooks} w ON w.scope = s.number
            CROSS JOIN {queues} q ON q.webhook = w.number
            WHERE s.organization = ?1 AND s.environment = ?2 AND (?3 IS NULL OR w.id = ?3)
                AND w.id > ?4
            ORDER BY w.id LIMIT ?5
            """,
            query.scope.organization.name,
            query.scope.environment.name,
            query.id?.string,
            query.after?.string ?? "",
            max(0, query.limit)
        ) { row throws(StoreError) in
            var record = try self.record(row)
            record.skippedEvents = Int(clamping: row.int(3))
            record.nextStart = row.optionalInt(4).map(Timestamp.init(millisecondsSinceEpoch:))
            record.startRest = .nanoseconds(row.int(5))
            record.responsiveness = Responsiveness(rawValue: Int(row.int(6))) ?? .unproven
            return record
        }
    }

    private func record(_ row: Statement) throws(StoreError) -> WebhookRecord {
        let (number, version) = (row.int(0), row.int(1))
        if let known = records[number], known.version == version { return known.record }
        let record = try Decoding.json(
            WebhookRecord.self,
            row.bytes(2),
            at: place("webhooks", number)
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
            SELECT number, position, status FROM {log}
            WHERE webhook = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3
            """,
            webhook,
            query.cursor?.number ?? .max,
            limit + 1
        ) { (number: $0.int(0), position: $0.int(1), status: $0.int(2)) }
        var entries: [LogEntry] = []
        for row in rows.prefix(limit) {
            guard let status = LogEntry.Status(number: row.status),
                let event = try connection.event(at: row.position, scope: query.scope)
            else { throw .damaged("\(place("log", row.number)): no status, or no event") }
            let attempts = try attempts(from: row.number)
            entries.append(LogEntry(event: event, status: status, attempts: attempts))
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
                """
                SELECT previous, delivery, count, round, started_at, duration, url, headers,
                    response_status, response_headers, response_body, response_truncated,
                    failure, failure_status, failure_detail
                FROM {attempts} WHERE number = ?1
                """,
                present
            ) { row throws(StoreError) in
                (row.optionalInt(0), try row.attempt(at: place("attempts", present)))
            }
            guard let (previous, attempt) = found else {
                throw .damaged("\(place("attempts", present)): the row is missing")
            }
            attempts.append(attempt)
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
        let parked = try connection.all("SELECT id FROM {parked} ORDER BY place LIMIT 100") {
            row throws(StoreError) in
            try Decoding.id(row.text(0), as: Delivery.ID.self, at: place("parked", 0))
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
            waiting: Int(counts?.waiting ?? 0),
            leased: Int(counts?.leased ?? 0),
            parked: parked,
            oldestDueAge: oldest.flatMap { due in
                due <= time.steady ? .zero - time.duration(to: due) : nil
            }
        )
    }

    func place(_ table: String, _ number: Int64) -> String {
        "\(connection.path): table \(connection.names.table(table)), row \(number)"
    }
}

extension Statement {
    /// Reads an attempt from the second column on.
    fileprivate func attempt(at place: @autoclosure () -> String) throws(StoreError) -> Attempt {
        let responseHeaders = isNull(8) ? [] : HeaderBytes.decode(bytes(9))
        guard let headers = HeaderBytes.decode(bytes(7)), let responseHeaders else {
            throw .damaged("\(place()): no headers")
        }
        var failure: AttemptFailure?
        if let kind = optionalText(12) {
            guard let kind = AttemptFailure.Kind(rawValue: kind) else {
                throw .damaged("\(place()): no kind of failure")
            }
            failure = AttemptFailure(
                kind: kind,
                status: optionalInt(13).map { Int($0) },
                detail: text(14)
            )
        }
        return Attempt(
            deliveryID: try Decoding.id(text(1), at: place()),
            number: Int(clamping: int(2)),
            round: Int(clamping: int(3)),
            startedAt: Timestamp(millisecondsSinceEpoch: int(4)),
            duration: .milliseconds(int(5)),
            request: Attempt.Request(url: text(6), headers: headers),
            response: optionalInt(8).map { status in
                Attempt.Response(
                    status: Int(status),
                    headers: responseHeaders,
                    body: bytes(10),
                    isTruncated: int(11) != 0
                )
            },
            failure: failure
        )
    }
}
