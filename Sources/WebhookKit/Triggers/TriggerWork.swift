/// A call of a durable trigger that is stored and not handled yet; its body is a row of its own, byte
/// by byte.
struct TriggerWork: Codable, Sendable {
    /// Which trigger it is for, and which one of that id.
    let trigger: Trigger.ID
    let instance: String
    let report: TriggerReport
    /// Names its entry in the queue: another entry that points here is an old one.
    var entry: String
    /// When the next try is due, or a parked call is dropped.
    var dueAt: Timestamp
    /// How often the handler has failed.
    var failures = 0
    /// Why it failed the last time.
    var detail: String?
    /// Whether it has failed for good, and waits for somebody to say what is to become of it.
    var isParked = false

    /// The key of its rows.
    static func row(_ call: TriggerCall.ID, of instance: String) -> String {
        "\(instance)/\(call)"
    }

    /// The call as the handler gets it.
    func call(in scope: Scope, body: [UInt8]) -> TriggerCall {
        TriggerCall(
            id: report.id,
            trigger: trigger,
            scope: scope,
            token: report.token,
            owner: report.owner,
            receivedAt: report.receivedAt,
            attempt: failures + 1,
            exactKey: report.key,
            headers: report.headers,
            body: body
        )
    }
}

/// A call that a durable trigger has accepted and not handled, as people see it.
public struct WaitingTriggerCall: Sendable, Hashable, Identifiable {
    /// The call.
    public let id: TriggerCall.ID
    /// When it came.
    public let receivedAt: Timestamp
    /// The token it came with.
    public let token: Token.ID
    /// How often the handler has failed.
    public let failures: Int
    /// Why it failed the last time; nil before the first failure.
    public let detail: String?
    /// Whether all tries have failed: it stays for ``TriggerService/Configuration/parkedRetention``.
    public let isParked: Bool
    /// When the next try is due, or a parked call is dropped.
    public let dueAt: Timestamp

    init(_ work: TriggerWork) {
        id = work.report.id
        receivedAt = work.report.receivedAt
        token = work.report.token
        failures = work.failures
        detail = work.detail
        isParked = work.isParked
        dueAt = work.dueAt
    }
}

/// When a durable call that failed is tried again.
public struct TriggerRetryPolicy: Sendable, Hashable {
    /// The pauses between tries: one more try than there are pauses. At most 50, each up to 7 days.
    public var gaps: [Duration]

    /// The part of a pause that chance adds, so that not all are tried at one instant; 0 to 1.
    public var jitter: Double

    /// Tries again after 5 s, 30 s, 2 min, 10 min, 1 h and 6 h, with jitter up to a tenth.
    public static let standard = TriggerRetryPolicy(gaps: [
        .seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(3600), .seconds(6 * 3600),
    ])

    /// Makes a policy; it is checked by the service.
    public init(gaps: [Duration], jitter: Double = 0.1) {
        self.gaps = gaps
        self.jitter = jitter
    }

    /// The pause after so many failures; nil when it was the last try.
    func pause(after failures: Int, chance: Double) -> Duration? {
        guard gaps.indices.contains(failures - 1) else { return nil }
        let gap = gaps[failures - 1]
        return gap + .milliseconds(Int64(gap.inSeconds * 1000 * jitter * chance))
    }

    func validate() throws(FieldError) {
        guard gaps.count <= 50, gaps.allSatisfy({ $0 >= .zero && $0 <= .seconds(7 * 86400) }) else {
            throw FieldError("retries.gaps", "use at most 50, each zero to 7 days")
        }
        guard (0...1).contains(jitter) else { throw FieldError("retries.jitter", "use 0 to 1") }
    }
}
