/// A call in a trigger's log: what came, what became of it, what was answered.
///
/// No token is in it, also where the body or another header repeats it; nor any credential of a header
/// that is known to hold one. At most 32 KiB.
public struct TriggerLogEntry: Sendable, Hashable, Identifiable {
    /// What became of a call.
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// The handler has answered.
        case handled
        /// The first call's answer was given again, since the idempotency key was the same.
        case repeated
        /// The call did not reach the handler, or the handler refused it.
        case refused
        /// The handler threw; a durable call did so at its last try.
        case failed
        /// The handler took too long and was left alone.
        case timedOut
        /// The request was cancelled.
        case cancelled
    }

    /// The call.
    public let id: TriggerCall.ID
    /// When it came.
    public let receivedAt: Timestamp
    /// How long it took; of a durable call the last try.
    public var duration: Duration { took.duration }
    /// What became of it.
    public let outcome: Outcome
    /// The token it came with.
    public let token: Token.ID
    /// The status that was answered; 202 for a durable call that was accepted.
    public let status: Int
    /// How often the handler was tried.
    public let attempts: Int
    /// The idempotency key it came with.
    public var idempotencyKey: String? { exactKey?.string }
    /// Why it was refused or failed, for people of the host; it may say more than the caller was told.
    public let detail: String?
    /// The request's headers, with a mask in the place of every secret.
    public let requestHeaders: [HeaderField]
    /// How many bytes the request's body had.
    public let requestBytes: Int
    /// The first 8 KiB of the request's body, with a mask where it repeats the token.
    public var requestBody: [UInt8] { keptRequest.bytes }
    /// The first 2 KiB of what was answered.
    public var responseBody: [UInt8] { keptResponse.bytes }

    private let exactKey: ExactText?
    private let took: StoredDuration
    private let keptRequest: StoredBytes
    private let keptResponse: StoredBytes

    /// How many bytes of a request's body are kept.
    static let requestLimit = 8 << 10
    /// How many bytes of an answer are kept.
    static let responseLimit = 2 << 10
    /// How many bytes of a detail are kept.
    static let detailLimit = 1 << 10

    /// Puts an entry together from what is redacted and cut already.
    init(
        _ report: TriggerReport,
        outcome: Outcome,
        status: Int,
        attempts: Int,
        detail: String?,
        duration: Duration,
        response: [UInt8]
    ) {
        id = report.id
        receivedAt = report.receivedAt
        took = StoredDuration(.milliseconds(duration.wholeMilliseconds))
        self.outcome = outcome
        token = report.token
        self.status = status
        self.attempts = attempts
        exactKey = report.key
        self.detail = detail.map { report.echoes.masked($0, isCut: true).cut(to: Self.detailLimit) }
        requestHeaders = report.headers
        requestBytes = report.bodyBytes
        keptRequest = StoredBytes(report.bodyStart)
        let kept = report.echoes.masked(response, upTo: Self.responseLimit, isCut: false)
        keptResponse = StoredBytes(kept ?? Array(response.prefix(Self.responseLimit)))
    }
}

extension TriggerLogEntry: Codable {}

/// What of a call goes into the log and beside a waiting one: redacted as soon as it has come, so that
/// nothing secret is carried on.
struct TriggerReport: Sendable, Codable {
    let id: TriggerCall.ID
    let token: Token.ID
    let owner: User.ID?
    let receivedAt: Timestamp
    let key: ExactText?
    let headers: [HeaderField]
    let bodyBytes: Int
    fileprivate let bodyStart: [UInt8]
    /// The most headers that are kept, so that an entry stays within 32 KiB.
    private static let mostHeaders = 64

    /// The token, to be masked in what comes later; not kept with a waiting call.
    fileprivate let echoes: EchoMask

    private enum CodingKeys: String, CodingKey {
        case id, token, owner, receivedAt, key, headers, bodyBytes, bodyStart
    }

    init(
        id: TriggerCall.ID,
        token: Token.ID,
        owner: User.ID?,
        receivedAt: Timestamp,
        key: ExactText?,
        request: TriggerRequest,
        masking names: Set<String>
    ) {
        self.id = id
        self.token = token
        self.owner = owner
        self.receivedAt = receivedAt
        self.key = key
        let secrets = LogRedaction(masking: names, bodyLimit: 0)
        echoes = EchoMask(received: request.headers.filter { secrets.isSecret($0.name) })
        let redaction = LogRedaction(masking: names, bodyLimit: 0, echoes: echoes)
        headers = redaction.received(request.headers).prefix(Self.mostHeaders).map {
            HeaderField($0.name.visible, $0.value.visible)
        }
        bodyBytes = request.body.count
        let limit = TriggerLogEntry.requestLimit
        bodyStart =
            echoes.masked(request.body, upTo: limit, isCut: false)
            ?? Array(request.body.prefix(limit))
    }

    /// Reads what stands beside a waiting call.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(TriggerCall.ID.self, forKey: .id)
        token = try container.decode(Token.ID.self, forKey: .token)
        owner = try container.decodeIfPresent(User.ID.self, forKey: .owner)
        receivedAt = try container.decode(Timestamp.self, forKey: .receivedAt)
        key = try container.decodeIfPresent(ExactText.self, forKey: .key)
        headers = try container.decode([HeaderField].self, forKey: .headers)
        bodyBytes = try container.decode(Int.self, forKey: .bodyBytes)
        bodyStart = try container.decode(StoredBytes.self, forKey: .bodyStart).bytes
        echoes = EchoMask()
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(token, forKey: .token)
        try container.encodeIfPresent(owner, forKey: .owner)
        try container.encode(receivedAt, forKey: .receivedAt)
        try container.encodeIfPresent(key, forKey: .key)
        try container.encode(headers, forKey: .headers)
        try container.encode(bodyBytes, forKey: .bodyBytes)
        try container.encode(StoredBytes(bodyStart), forKey: .bodyStart)
    }
}

extension String {
    /// Without control characters, each of which would take six bytes of JSON.
    fileprivate var visible: String {
        guard utf8.contains(where: { $0 < 0x20 }) else { return self }
        return String(decoding: utf8.map { $0 < 0x20 ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }

    /// At most this many bytes, and a mark where something is left out.
    func cut(to limit: Int) -> String {
        guard utf8.count > limit else { return visible }
        return String(decoding: utf8.prefix(limit), as: UTF8.self).visible + "…"
    }
}
