/// One thing that happened, as it is stored, signed and sent.
///
/// The body is encoded once, at publishing; these very bytes are stored, signed and sent, on every
/// attempt and to every webhook (E-4).
public struct Event: Sendable, Hashable, Identifiable {
    /// The id of an event.
    public typealias ID = Identifier<Event>

    /// Stable for ever: receivers use it to drop duplicates (D-8).
    public let id: ID

    /// The tenant it belongs to; only webhooks of this scope get it.
    public let scope: Scope

    /// What happened.
    public let type: EventType

    /// When it happened, as the publisher said; the envelope's `timestamp`.
    public let occurredAt: Timestamp

    /// The envelope `{"id","type","timestamp","data"}` as UTF-8 JSON (E-5).
    public let body: [UInt8]

    /// Where the data begins in ``body``; it ends one byte before the body does.
    public let dataOffset: Int

    /// Makes publishing the same thing twice store it once; unique in the scope (E-6).
    public let idempotencyKey: ExactText?

    /// Which webhooks it is for.
    public let audience: Audience

    /// Which webhooks an event is for.
    public enum Audience: Sendable, Hashable {
        /// Every webhook of the scope that is subscribed to the type.
        case subscribers
        /// One webhook, whatever it is subscribed to and also while it is inactive: a test send
        /// (D-15), or an event nobody else may see.
        case only(Webhook.ID)
    }

    /// Puts together what a store has read; nothing is checked, so that whatever was stored loads.
    ///
    /// - Parameters:
    ///   - id: its id.
    ///   - scope: its tenant.
    ///   - type: what happened.
    ///   - occurredAt: when, as the publisher said.
    ///   - body: the very bytes that were appended.
    ///   - dataOffset: where the data begins in them.
    ///   - idempotencyKey: the publisher's key, if it gave one.
    ///   - audience: which webhooks it is for.
    public init(
        restoring id: ID,
        scope: Scope,
        type: EventType,
        occurredAt: Timestamp,
        body: [UInt8],
        dataOffset: Int,
        idempotencyKey: ExactText?,
        audience: Audience
    ) {
        self.id = id
        self.scope = scope
        self.type = type
        self.occurredAt = occurredAt
        self.body = body
        self.dataOffset = dataOffset
        self.idempotencyKey = idempotencyKey
        self.audience = audience
    }

    /// The bytes of the data alone, without the envelope around them.
    public var data: ArraySlice<UInt8> {
        guard dataOffset >= 0, dataOffset < body.count else { return [] }
        return body[dataOffset..<(body.count - 1)]
    }

    /// Says whether both publish the same thing, which makes one a duplicate of the other.
    ///
    /// The type and the data's bytes count; id and time do not, since each call makes its own.
    /// Stores use it to tell a repeated key from a misused one (E-6).
    public func publishesTheSame(as other: Event) -> Bool {
        type == other.type && data == other.data
    }
}

extension Event: IdentifierSubject {
    /// `evt`.
    public static var identifierPrefix: String { "evt" }
}

extension Event {
    /// Builds the envelope around data that is valid JSON already, without encoding it again.
    package init(
        id: ID,
        scope: Scope,
        type: EventType,
        occurredAt: Timestamp,
        data: [UInt8],
        idempotencyKey: ExactText?,
        audience: Audience = .subscribers
    ) {
        var body: [UInt8] = []
        body.reserveCapacity(data.count + 128)
        body.append(contentsOf: #"{"id":""#.utf8)
        body.append(contentsOf: id.string.utf8)
        body.append(contentsOf: #"","type":""#.utf8)
        body.append(contentsOf: type.name.utf8)
        body.append(contentsOf: #"","timestamp":""#.utf8)
        occurredAt.appendRFC3339(to: &body)
        body.append(contentsOf: #"","data":"#.utf8)
        let offset = body.count
        body.append(contentsOf: data)
        body.append(UInt8(ascii: "}"))
        self.id = id
        self.scope = scope
        self.type = type
        self.occurredAt = occurredAt
        self.body = body
        self.dataOffset = offset
        self.idempotencyKey = idempotencyKey
        self.audience = audience
    }
}
