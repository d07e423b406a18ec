/// Tells receivers that are out of reach from a sender that is; pure (D-16).
///
/// The sender is suspect only on evidence about itself: the system says that there is no network, or
/// nothing came back from anywhere while many hosts, of many tenants, that had answered the last time
/// fell silent. Names that never answered, however many, are no evidence, and neither is a host that
/// was silent when another one answered. The first answer ends the suspicion.
struct SenderMonitor: Sendable {
    /// Of how many tenants the silent hosts must be.
    static let tenants = 3
    /// Where fewer tenants are, so many times more hosts make up for them: hosts cost a tenant nothing.
    static let weightOfTenants = 4
    /// How long nothing must have come back from anywhere.
    static let quietTime = Duration.seconds(10)
    /// A suspicion that no answer has ended by then was none: what is dead is to be deactivated.
    static let longest = Duration.seconds(86_400)
    /// A suspicion that begins so soon after another has ended is not told again.
    static let pauseOfNotices = Duration.seconds(3600)
    /// The most hosts, and deliveries, that are remembered.
    static let capacity = 10_000

    /// An attempt, as far as it matters here.
    struct Attempt: Sendable {
        var host: WebhookURL.Host
        var tenant: Organization
        /// Whether the webhook had answered the time before.
        var hasAnswered: Bool
        var began: Duration
    }

    /// What an attempt has changed.
    enum Finding: Sendable, Hashable {
        case unchanged
        /// The sender has just become suspect, by the silence of these hosts; whether that is news.
        case suspect(hosts: Int, isNews: Bool)
        /// An answer has come: the suspicion ends.
        case cleared
    }

    /// Tells whose trouble local failures are.
    var local = LocalTrouble()

    private var lastAnswer: Duration?
    /// When the suspicion began; nil without one.
    private var suspectSince: Duration?
    /// When the last one ended.
    private var lastEnd: Duration?
    /// Hosts that had answered and have been silent since the last answer from anywhere.
    private var silent: [WebhookURL.Host: Organization] = [:]
    /// Hosts whose silence an answer of another has contradicted; until they answer themselves.
    private var contradicted: Set<WebhookURL.Host> = []
    /// The tenants that had the latest answers, and when: as many as decide.
    private var answered: [(tenant: Organization, at: Duration)] = []
    /// How often each delivery has been held back in this suspicion.
    private var held: [Delivery.ID: Int] = [:]

    /// How long the sender has been suspect; nil when it is not.
    func suspectFor(at now: Duration) -> Duration? {
        guard let suspectSince, now - suspectSince < Self.longest else { return nil }
        return now - suspectSince
    }

    /// Takes note of how an attempt has ended.
    ///
    /// - Parameter threshold: How many hosts must have fallen silent; nil for no suspicion at all.
    mutating func record(
        _ evidence: NetworkEvidence,
        of attempt: Attempt,
        at now: Duration,
        threshold: Int?
    ) -> Finding {
        switch evidence {
        case .none: return .unchanged
        case .answer: return recordAnswer(of: attempt, at: now)
        case .silence, .noNetwork: break
        }
        // Whoever has answered meanwhile shows that our network works.
        if let lastAnswer, lastAnswer >= attempt.began { return .unchanged }
        guard let threshold, !contradicted.contains(attempt.host) else { return .unchanged }
        guard evidence == .noNetwork || attempt.hasAnswered else { return .unchanged }
        if silent.count < Self.capacity { silent[attempt.host] = attempt.tenant }
        guard suspectSince == nil, evidence == .noNetwork || isEnough(for: threshold, at: now)
        else { return .unchanged }
        suspectSince = now
        let isNews = lastEnd.map { now - $0 >= Self.pauseOfNotices } ?? true
        return .suspect(hosts: silent.count, isNews: isNews)
    }

    /// Whether an attempt that ends in silence counts for nothing: the sender is suspect, or was
    /// while the attempt was under way.
    func holdsBack(_ evidence: NetworkEvidence, of attempt: Attempt, at now: Duration) -> Bool {
        guard evidence == .silence else { return false }
        return suspectFor(at: now) != nil || lastEnd.map { $0 >= attempt.began } ?? false
    }

    /// Takes note that a delivery is held back, and says whether to log that: the first time, the
    /// second, the fourth, the eighth, so that the log has an end.
    mutating func noteHeldBack(_ delivery: Delivery.ID) -> Bool {
        if held.count >= Self.capacity, held[delivery] == nil { held.removeAll() }
        let count = (held[delivery] ?? 0) + 1
        held[delivery] = count
        return count.nonzeroBitCount == 1
    }

    private mutating func recordAnswer(of attempt: Attempt, at now: Duration) -> Finding {
        lastAnswer = now
        noteTenant(attempt.tenant, at: now)
        if !contradicted.isEmpty { contradicted.remove(attempt.host) }
        guard suspectSince != nil else {
            if !silent.isEmpty { silent.removeAll() }
            return .unchanged
        }
        let wasSuspect = suspectFor(at: now) != nil
        silent[attempt.host] = nil
        if contradicted.count >= Self.capacity { contradicted.removeAll() }
        contradicted.formUnion(silent.keys)
        silent.removeAll()
        held.removeAll()
        (suspectSince, lastEnd) = (nil, wasSuspect ? now : lastEnd)
        return .cleared
    }

    private func isEnough(for threshold: Int, at now: Duration) -> Bool {
        guard silent.count >= threshold else { return false }
        if let lastAnswer, now - lastAnswer < Self.quietTime { return false }
        let tenants = Set(silent.values)
        if tenants.count >= Self.tenants { return true }
        let areAll = answered.allSatisfy { entry in
            tenants.contains(entry.tenant) || now - entry.at >= Self.longest
        }
        return areAll && silent.count >= threshold * Self.weightOfTenants
    }

    private mutating func noteTenant(_ tenant: Organization, at now: Duration) {
        if let index = answered.firstIndex(where: { $0.tenant == tenant }) {
            answered[index].at = now
        } else if answered.count < Self.tenants {
            answered.append((tenant, now))
        } else if let oldest = answered.indices.min(by: { answered[$0].at < answered[$1].at }) {
            answered[oldest] = (tenant, now)
        }
    }
}
