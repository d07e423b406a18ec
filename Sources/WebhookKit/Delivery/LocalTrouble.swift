/// Tells trouble of this machine from trouble that one webhook alone brings about; pure (SPEC D-16).
///
/// Trouble of our own spends no round, so what a transport calls that by mistake would be tried for
/// ever. A webhook that has had nothing else for a long time, while others were answered between any
/// two of its failures, is taken for the cause: its failures count from then on.
struct LocalTrouble: Sendable {
    /// How long a row of local failures must have lasted until it can be the webhook's.
    static let patience: Duration = .seconds(600)
    /// How many of the row must have come after an answer to another webhook since the one before.
    static let witnesses = 20
    /// When more webhooks than this fail so, it is no single one's trouble.
    static let capacity = 10_000

    private struct Row {
        let since: Duration
        var failures = 0
        var witnessed = 0
        var answers: UInt64
    }

    private var rows: [Webhook.ID: Row] = [:]
    private var answers: UInt64 = 0

    /// What a local failure means.
    enum Finding: Sendable, Hashable {
        /// It is the machine's trouble; the log has enough of it.
        case repeated
        /// It is the machine's trouble, and to be logged.
        case notable
        /// It happens to this webhook alone.
        case webhooksOwn
    }

    /// Takes note that a receiver has answered.
    mutating func recordAnswer(of webhook: Webhook.ID) {
        answers &+= 1
        if !rows.isEmpty { rows[webhook] = nil }
    }

    /// Takes note of a local failure.
    ///
    /// The first of a row is notable, and the second, the fourth, the eighth: so a row without end
    /// is in the log, and the log has an end.
    mutating func recordFailure(of webhook: Webhook.ID, at uptime: Duration) -> Finding {
        if rows.count >= Self.capacity, rows[webhook] == nil { rows.removeAll() }
        var row = rows[webhook] ?? Row(since: uptime, answers: answers)
        row.failures += 1
        if row.answers != answers { row.witnessed += 1 }
        row.answers = answers
        rows[webhook] = row
        if row.witnessed >= Self.witnesses, uptime - row.since >= Self.patience {
            return .webhooksOwn
        }
        return row.failures.nonzeroBitCount == 1 ? .notable : .repeated
    }
}
