public import WebhookKit

/// What an event's row says besides its bytes, whatever the store counts there too.
@frozen
public enum EventColumn: Int32, ColumnList {
    /// Rises with every event of a scope.
    case position
    /// The number of its scope's row.
    case scope
    case id, type
    /// The idempotency key, or NULL.
    case key
    /// The one webhook that it is for, or NULL where it is for all that have subscribed.
    case audience
    /// Wall time, in milliseconds.
    case occurredAt, appendedAt
    /// Where its data begin in its body.
    case dataOffset

    /// The last one.
    @inlinable public static var last: EventColumn { .dataOffset }

    /// What it is called in a statement.
    public var sql: String {
        switch self {
        case .position: "e.position"
        case .scope: "e.scope"
        case .id: "e.id"
        case .type: "e.type"
        case .key: "e.key"
        case .audience: "e.audience"
        case .occurredAt: "e.occurred_at"
        case .appendedAt: "e.appended_at"
        case .dataOffset: "e.data_offset"
        }
    }
}

/// An event's bytes, as they are signed and sent.
@frozen
public enum BodyColumn: Int32, ColumnList {
    case body

    /// The last one.
    @inlinable public static var last: BodyColumn { .body }

    /// What it is called in a statement.
    public var sql: String { "b.body" }
}

/// What an event's row says besides its bytes.
public struct EventHead {
    package let position: Int64
    package let scope: Int64
    package let id: Event.ID
    package let type: EventType
    package let key: String?
    package let audience: String?
    package let occurredAt: Timestamp
    package let appendedAt: Timestamp
    package let dataOffset: Int

    @usableFromInline
    init(
        position: Int64,
        scope: Int64,
        id: Event.ID,
        type: EventType,
        key: String?,
        audience: String?,
        occurredAt: Timestamp,
        appendedAt: Timestamp,
        dataOffset: Int
    ) {
        self.position = position
        self.scope = scope
        self.id = id
        self.type = type
        self.key = key
        self.audience = audience
        self.occurredAt = occurredAt
        self.appendedAt = appendedAt
        self.dataOffset = dataOffset
    }

    /// The whole event.
    package func stored(
        body: [UInt8],
        scope: Scope,
        at place: @autoclosure () -> RowPlace
    ) throws(StoreError) -> StoredEvent {
        let target: Webhook.ID? =
            if let audience { try Decoding.id(audience, at: place()) } else { nil }
        return StoredEvent(
            event: Event(
                restoring: id,
                scope: scope,
                type: type,
                occurredAt: occurredAt,
                body: body,
                dataOffset: dataOffset,
                idempotencyKey: key.map { ExactText($0) },
                audience: target.map { .only($0) } ?? .subscribers
            ),
            position: Position(position),
            appendedAt: appendedAt
        )
    }
}

extension Row where Column == EventColumn {
    /// What the row says.
    @inlinable
    public func head(at place: @autoclosure () -> RowPlace) throws(StoreError) -> EventHead {
        EventHead(
            position: int(.position),
            scope: int(.scope),
            id: try Decoding.id(text(.id), at: place()),
            type: try Decoding.type(text(.type), at: place()),
            key: optionalText(.key),
            audience: optionalText(.audience),
            occurredAt: time(.occurredAt),
            appendedAt: time(.appendedAt),
            dataOffset: Int(clamping: int(.dataOffset))
        )
    }
}
