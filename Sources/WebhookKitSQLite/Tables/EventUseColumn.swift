import WebhookKit
import WebhookKitSQL

/// What an event's row counts, before its other columns; `{*event}` in a statement.
enum EventUseColumn: Int32, ColumnList {
    /// The deliveries that it has had.
    case deliveries
    /// The log entries that hold it.
    case pins

    static var last: EventUseColumn { .pins }

    var sql: String {
        switch self {
        case .deliveries: "e.deliveries"
        case .pins: "e.pins"
        }
    }
}

extension Row<EventUseColumn> {
    /// What the event's row says besides.
    func head(at place: @autoclosure () -> RowPlace) throws(StoreError) -> EventHead {
        guard (0...DeliveryNumber.indexes).contains(int(.deliveries)), int(.pins) >= 0 else {
            throw .unreadable(place(), "a count is out of bounds")
        }
        return try next(as: EventColumn.self).head(at: place())
    }

    /// The event's bytes, where the statement has them behind its other columns.
    var body: Row<BodyColumn> { next(as: EventColumn.self).next() }
}
