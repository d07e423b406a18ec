/// An event to publish: what happened and its data as JSON, encoded once.
public struct EventDraft: Sendable, Hashable {
    /// What happened.
    public var type: EventType

    /// The data as UTF-8 JSON; sent byte for byte (E-4).
    public var json: [UInt8]

    /// The tenant; ``Scope/default`` for hosts that have one.
    public var scope: Scope

    /// Makes repeated calls publish once; 1 to 256 bytes, unique in the scope (E-6).
    public var idempotencyKey: String? {
        get { exactKey?.string }
        set { exactKey = newValue.map { ExactText($0) } }
    }

    private var exactKey: ExactText?

    /// The event's id; made by WebhookKit when nil.
    public var id: Event.ID?

    /// When it happened; the time of publishing when nil.
    public var occurredAt: Timestamp?

    /// Drafts an event whose data is JSON already; it is checked when it is published.
    public init(
        _ type: EventType,
        json: [UInt8],
        in scope: Scope,
        idempotencyKey: String? = nil,
        id: Event.ID? = nil,
        occurredAt: Timestamp? = nil
    ) {
        self.type = type
        self.json = json
        self.scope = scope
        exactKey = idempotencyKey.map { ExactText($0) }
        self.id = id
        self.occurredAt = occurredAt
    }

    /// Drafts an event and encodes its data: keys sorted, slashes as they are, dates as RFC 3339 in
    /// UTC with milliseconds.
    ///
    /// For another form encode it yourself, and take ``init(_:json:in:idempotencyKey:id:occurredAt:)``.
    /// Sorted keys make equal values equal bytes in every process, so that a repeated call with the
    /// same idempotency key is recognised as the same.
    ///
    /// - Throws: what the value's `encode(to:)` throws; `EncodingError` for a date outside the years
    ///   0000 to 9999.
    public init(
        _ type: EventType,
        _ data: some Encodable,
        in scope: Scope,
        idempotencyKey: String? = nil,
        id: Event.ID? = nil,
        occurredAt: Timestamp? = nil
    ) throws {
        self.init(
            type,
            json: try EventData.json(of: data),
            in: scope,
            idempotencyKey: idempotencyKey,
            id: id,
            occurredAt: occurredAt
        )
    }
}
