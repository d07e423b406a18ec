/// Which webhooks' secrets cannot be opened or used, and how that is told; pure (D-16).
///
/// Nothing can be sent without them, and the trouble is the host's: no round is spent. A webhook in
/// trouble rests, longer each time up to a minute, and one attempt at a time tries again, so that a
/// key management that hangs holds a single slot for each webhook, and seldom.
struct SecretTrouble: Sendable {
    /// How long trouble must have lasted until the operators get a notice.
    static let patience: Duration = .seconds(600)
    /// The time between two notices, of which the later tells of at least twice as many webhooks.
    static let noticeInterval: Duration = .seconds(3600)
    /// Trouble that nobody has met again for as long is forgotten: the webhook may be gone.
    static let memory: Duration = .seconds(3600)
    static let shortestRest: Duration = .seconds(5)
    static let longestRest: Duration = .seconds(60)
    /// The most webhooks that are remembered; further ones are tried without a rest and not told of.
    static let capacity = 100_000

    private struct Row {
        let since: Duration
        var last: Duration
        var failures = 0
        var rest = shortestRest
        var nextTrial: Duration
        var isTrying = false
    }

    private var rows: [Webhook.ID: Row] = [:]
    private var toldCount = 0
    private var toldAt: Duration = .zero
    private var cleanedAt: Duration = .zero

    /// What a failure to open secrets means.
    struct Finding: Sendable, Hashable {
        /// Whether the webhook was fine before.
        var isNew = false
        /// Whether it belongs into the webhook's log: the first, second, fourth, eighth in a row.
        var isLogged = false
        /// How long it has lasted and how many webhooks are in trouble, when people are to be told.
        var notice: Extent?
    }

    /// How large the trouble is.
    struct Extent: Sendable, Hashable {
        var webhooks: Int
        var lasting: Duration
    }

    /// How long a webhook has to rest still; nil when it may be tried now.
    ///
    /// - Parameter limit: how long the trial may take; others rest meanwhile.
    mutating func rest(of webhook: Webhook.ID, at uptime: Duration, limit: Duration) -> Duration? {
        guard var row = rows[webhook] else { return nil }
        guard uptime >= row.nextTrial else { return row.nextTrial - uptime }
        row.nextTrial = uptime + limit
        row.isTrying = true
        rows[webhook] = row
        return nil
    }

    /// Takes note of secrets that could not be opened or used.
    mutating func recordFailure(of webhook: Webhook.ID, at uptime: Duration) -> Finding {
        if uptime - cleanedAt >= Self.longestRest { forgetOld(at: uptime) }
        if rows.count >= Self.capacity, rows[webhook] == nil { return Finding() }
        let isNew = rows[webhook] == nil
        var row =
            rows[webhook]
            ?? Row(since: uptime, last: uptime, nextTrial: uptime, isTrying: true)
        row.last = uptime
        defer { rows[webhook] = row }
        // One of several that had begun together.
        guard row.isTrying else { return Finding() }
        row.isTrying = false
        row.failures += 1
        row.nextTrial = uptime + row.rest
        row.rest = min(row.rest * 2, Self.longestRest)
        var finding = Finding(isNew: isNew, isLogged: row.failures.nonzeroBitCount == 1)
        let count = max(rows.count, 1)
        if uptime - row.since >= Self.patience, isNews(count, at: uptime) {
            (toldCount, toldAt) = (count, uptime)
            finding.notice = Extent(webhooks: count, lasting: uptime - row.since)
        }
        return finding
    }

    /// Takes note of secrets that were opened, and says whether that ends trouble.
    mutating func recordSuccess(of webhook: Webhook.ID) -> Bool {
        guard !rows.isEmpty, rows.removeValue(forKey: webhook) != nil else { return false }
        if rows.isEmpty { toldCount = 0 }
        return true
    }

    /// How many webhooks are in trouble.
    mutating func count(at uptime: Duration) -> Int {
        forgetOld(at: uptime)
        return rows.count
    }

    private func isNews(_ count: Int, at uptime: Duration) -> Bool {
        toldCount == 0 || (count >= toldCount * 2 && uptime - toldAt >= Self.noticeInterval)
    }

    private mutating func forgetOld(at uptime: Duration) {
        cleanedAt = uptime
        guard rows.values.contains(where: { uptime - $0.last >= Self.memory }) else { return }
        rows = rows.filter { uptime - $0.value.last < Self.memory }
        if rows.isEmpty { toldCount = 0 }
    }
}
