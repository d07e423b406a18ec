import WebhookKit
import WebhookKitSQL

/// The logs of all webhooks: the tables `log` and `attempts` (L-1).
struct WebhookLog {
    let core: StoreCore

    /// Adds an attempt to its webhook's log and moves the event's entry to the top (L-1).
    ///
    /// - Parameter pins: how many log entries hold the event.
    /// - Returns: whether the event was not in the log before, and is pinned by it now.
    func add(
        _ attempt: Attempt,
        as status: LogEntry.Status,
        of event: EventHead,
        pins: Int64,
        in queue: Queue,
        limit: Int
    ) throws(StoreError) -> Bool {
        core.counters.logNumber += 1
        let number = core.counters.logNumber
        // The log is as short as its limit: a search in it is quick, and only for what may be there.
        var previous: (number: Int64, attempts: Int64)?
        if pins > 0 {
            try trim(queue)
            previous = try core.connection.first(
                "SELECT number, attempts FROM {log} WHERE webhook = ?1 AND position = ?2",
                queue.webhook,
                event.position
            ) { ($0.int(0), $0.int(1)) }
        }
        var attempts: Int64 = 1
        if let previous {
            try core.connection.run(
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
        try core.connection.run(
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
            let previous = try core.connection.first(
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
        try core.connection.run(
            "UPDATE {attempts} SET previous = ?2 WHERE number = ?1",
            numbers[omission.lowerBound - 1],
            numbers[omission.upperBound]
        )
        for number in numbers[omission] {
            try core.connection.run("DELETE FROM {attempts} WHERE number = ?1", number)
        }
    }

    private func insert(
        _ attempt: Attempt,
        number: Int64,
        previous: Int64?
    ) throws(StoreError) {
        let response = attempt.response
        try core.connection.run(
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
    func trim(_ queue: Queue) throws(StoreError) {
        guard let limit = queue.logLimit, queue.logged > limit else { return }
        try trim(queue, by: queue.logged - limit)
    }

    /// Removes the oldest entries of a log, with their attempts.
    func trim(_ queue: Queue, by surplus: Int64) throws(StoreError) {
        let entries = try core.connection.all(
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
                    try core.connection.first(
                        "DELETE FROM {attempts} WHERE number = ?1 RETURNING previous",
                        attempt
                    ) { $0.optionalInt(0) } ?? nil
            }
            try core.connection.run(
                "UPDATE {events} SET pins = pins - 1 WHERE position = ?1",
                position
            )
        }
        queue.logged -= Int64(entries.count)
        queue.isDirty = true
    }
}
