import WebhookKit
import WebhookKitSQL

/// The table `webhooks`: their records, by numbers.
struct WebhookTable {
    let connection: Connection

    /// A webhook's row, with its record as it is stored.
    func find(
        _ number: Int64
    ) throws(StoreError) -> (
        scope: Int64, version: Int64, record: [UInt8], health: [UInt8]?, id: String
    )? {
        try connection.first(
            "SELECT scope, version, record, health, id FROM {webhooks} WHERE number = ?1",
            number
        ) {
            (
                scope: $0.int(0), version: $0.int(1), record: $0.bytes(2),
                health: $0.isNull(3) ? nil : $0.bytes(3), id: $0.text(4)
            )
        }
    }

    func version(of number: Int64) throws(StoreError) -> Int64? {
        try connection.first(
            "SELECT version FROM {webhooks} WHERE number = ?1",
            number
        ) { $0.int(0) }
    }

    func number(of id: Webhook.ID, in scope: Int64) throws(StoreError) -> Int64? {
        try connection.first(
            "SELECT number FROM {webhooks} WHERE scope = ?1 AND id = ?2",
            scope,
            id.string
        ) { $0.int(0) }
    }

    /// The webhooks of a scope, in the order of their ids.
    func all(of scope: Int64) throws(StoreError) -> [(number: Int64, version: Int64)] {
        try connection.all(
            "SELECT number, version FROM {webhooks} WHERE scope = ?1 ORDER BY id",
            scope
        ) { (number: $0.int(0), version: $0.int(1)) }
    }

    /// - Parameter scope: the number of its scope.
    func insert(
        _ record: WebhookRecord,
        as number: Int64,
        in scope: Int64
    ) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO {webhooks} (number, scope, id, version, record, health)
            VALUES (?1, ?2, ?3, 0, ?4, ?5)
            """,
            number,
            scope,
            record.id.string,
            try Encoding.json(record.configuration),
            try Encoding.json(record.health)
        )
    }

    /// Writes its version and its health, and its configuration where that has changed.
    func update(_ entry: WebhookEntry) throws(StoreError) {
        let health = try Encoding.json(entry.record.health)
        guard entry.hasNewConfiguration else {
            return try connection.run(
                "UPDATE {webhooks} SET version = ?2, health = ?3 WHERE number = ?1",
                entry.number,
                entry.version,
                health
            )
        }
        try connection.run(
            "UPDATE {webhooks} SET version = ?2, health = ?3, record = ?4 WHERE number = ?1",
            entry.number,
            entry.version,
            health,
            try Encoding.json(entry.record.configuration)
        )
    }
}

/// A webhook's row, with what its queue's row adds; `{*webhook}` in a statement.
enum WebhookColumn: Int32, ColumnList {
    case number, version, record, health, id, skipped, nextStartAt, startRest, responsiveness

    static var last: WebhookColumn { .responsiveness }

    var sql: String {
        switch self {
        case .number: "w.number"
        case .version: "w.version"
        case .record: "w.record"
        case .health: "w.health"
        case .id: "w.id"
        case .skipped: "q.skipped"
        case .nextStartAt: "q.next_start_at"
        case .startRest: "q.start_rest"
        case .responsiveness: "q.responsiveness"
        }
    }
}
