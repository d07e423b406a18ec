/// Tells trouble of this machine from trouble that one webhook alone brings about; pure (D-16).
///
/// Trouble of our own spends no round, so what a transport calls that by mistake would be tried for
/// ever. A delivery that has had nothing else for a long time, while other receivers answered between
/// any two of its failures and hardly any other webhook had such failures, is taken for its own
/// webhook's trouble: its failures count from then on.
struct LocalTrouble: Sendable {
    /// How long a row of local failures must have lasted until it can be the webhook's; a row that has
    /// not gone on for as long begins anew.
    static let patience: Duration = .seconds(600)
    /// How many of the row must have come after an answer since the one before.
    static let witnesses = 20
    /// When more webhooks than this have such failures within a minute, it is the machine's trouble.
    static let few = 4
    /// The most deliveries, and webhooks, that are remembered.
    static let capacity = 10_000

    private struct Row {
        let since: Duration
        var last: Duration
        var failures = 0
        var witnessed = 0
        var answers: UInt64
    }

    private var rows: [Delivery.ID: Row] = [:]
    /// When each webhook had its last local failure.
    private var troubled: [Webhook.ID: Duration] = [:]
    private var answers: UInt64 = 0

    /// What a local failure means.
    enum Finding: Sendable, Hashable {
        /// It is the machine's trouble; the log has enough of it.
        case repeated
        /// It is the machine's trouble, and to be logged.
        case notable
        /// It happens to this webhook, and to hardly any other.
        case webhooksOwn
    }

    /// Takes note that an attempt has ended in any other way: a local row of its delivery ends.
    mutating func recordOutcome(of delivery: Delivery.ID, isAnswer: Bool) {
        if isAnswer { answers &+= 1 }
        if !rows.isEmpty { rows[delivery] = nil }
    }

    /// Takes note of a local failure.
    ///
    /// The first of a row is notable, and the second, the fourth, the eighth: so a row without end
    /// is in the log, and the log has an end.
    mutating func recordFailure(
        of delivery: Delivery.ID,
        to webhook: Webhook.ID,
        at uptime: Duration
    ) -> Finding {
        if rows.count >= Self.capacity, rows[delivery] == nil { rows.removeAll() }
        if troubled.count >= Self.capacity, troubled[webhook] == nil { troubled.removeAll() }
        troubled[webhook] = uptime
        let fresh = Row(since: uptime, last: uptime, answers: answers)
        var row = rows[delivery] ?? fresh
        if uptime - row.last >= Self.patience { row = fresh }
        row.last = uptime
        row.failures += 1
        if row.answers != answers { row.witnessed += 1 }
        row.answers = answers
        rows[delivery] = row
        if row.witnessed >= Self.witnesses, uptime - row.since >= Self.patience,
            hasFewTroubled(at: uptime)
        {
            return .webhooksOwn
        }
        return row.failures.nonzeroBitCount == 1 ? .notable : .repeated
    }

    private func hasFewTroubled(at uptime: Duration) -> Bool {
        troubled.values.count { uptime - $0 <= .seconds(60) } <= Self.few
    }
}
