import WebhookKit
import WebhookKitSQL

/// What an event's row says besides its bytes; `{*event}` in a statement.
enum EventColumn: Int32, ColumnList {
    case position, scope, id, type, key, audience, occurredAt, appendedAt, dataOffset, deliveries
    case pins

    static var last: EventColumn { .pins }

    var sql: String {
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
        case .deliveries: "e.deliveries"
        case .pins: "e.pins"
        }
    }
}

/// An event's bytes, behind its other columns; `{*body}` in a statement.
enum BodyColumn: Int32, ColumnList {
    case body

    static var last: BodyColumn { .body }

    var sql: String { "b.body" }
}

/// What an event's row says besides its bytes.
struct EventHead {
    let position: Int64
    let scope: Int64
    let id: Event.ID
    let type: EventType
    let key: String?
    let audience: String?
    let occurredAt: Timestamp
    let appendedAt: Timestamp
    let dataOffset: Int
    let deliveries: Int64
    let pins: Int64
}

extension Row<EventColumn> {
    func head(at place: @autoclosure () -> RowPlace) throws(StoreError) -> EventHead {
        guard (0...DeliveryNumber.indexes).contains(int(.deliveries)), int(.pins) >= 0 else {
            throw .unreadable(place(), "a count is out of bounds")
        }
        return EventHead(
            position: int(.position),
            scope: int(.scope),
            id: try Decoding.id(text(.id), at: place()),
            type: try Decoding.type(text(.type), at: place()),
            key: optionalText(.key),
            audience: optionalText(.audience),
            occurredAt: time(.occurredAt),
            appendedAt: time(.appendedAt),
            dataOffset: Int(clamping: int(.dataOffset)),
            deliveries: int(.deliveries),
            pins: int(.pins)
        )
    }
}
