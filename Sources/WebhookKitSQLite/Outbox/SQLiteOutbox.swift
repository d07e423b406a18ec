public import WebhookKit
import WebhookKitSQL

/// Publishes events inside the host's own SQLite transactions: what happened and the news of it are
/// committed together, or neither is (B-5).
///
/// Publishing inserts one row into a table of the store. A ``SQLiteWebhookStore`` on the same file,
/// in this process or another, takes committed rows from there, matches them to webhooks and delivers
/// them; a rollback leaves nothing to take.
///
/// ```swift
/// let outbox = try SQLiteOutbox(tables: .prefixed("webhookkit_"))
/// let event = try service.prepare(.orderPaid, order, in: .default)
/// // In the transaction that writes the order:
/// let statement = outbox.statement(for: event)
/// try database.execute(statement.sql, statement.values)
/// ```
///
/// Idempotency keys hold as they do when publishing (E-6); the database itself checks them, by a
/// trigger: a key that has published the same type and data in the scope stores nothing, and one that
/// has published other data is refused, as is an id that is taken. A refusal undoes only this
/// statement: the transaction goes on.
///
/// A row that cannot be delivered after all, which takes somebody who writes to the table by hand,
/// stays there with the reason in its column `problem`, and is passed over.
public struct SQLiteOutbox: Sendable, Hashable {
    let names: TableNames

    /// Finds the store's tables; reads and writes nothing.
    ///
    /// - Parameter tables: the same as in the store's configuration. The store must have been opened on
    ///   the file before an event can be published.
    /// - Throws: `unavailable` when the prefix is malformed.
    public init(tables: SQLiteWebhookStore.Tables) throws(StoreError) {
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.tables = tables
        names = try configuration.names
    }

    /// The version and the source of the SQLite that WebhookKit uses.
    ///
    /// What `SELECT sqlite_source_id()` gives through the host's driver when both are one copy. A
    /// process must not have one file open with two copies; see
    /// ``publish(_:on:sourceID:)``.
    public static var sourceID: String { Connection.sourceID }

    /// The statement that publishes an event, for a driver to run in an open transaction.
    ///
    /// A duplicate inserts no row: SQLite's `changes()` is then 0. A refusal is `SQLITE_CONSTRAINT`
    /// with a message that begins with `webhookkit:`. Nothing checks the driver's copy of SQLite: where
    /// the store is open in the same process, compare ``sourceID`` first.
    ///
    /// - Parameter event: what `WebhookService.prepare(_:)` gave, so that type, size, JSON and key
    ///   have been checked.
    public func statement(for event: Event) -> OutboxStatement {
        let audience: OutboxStatement.Value =
            switch event.audience {
            case .subscribers: .null
            case .only(let webhook): .text(webhook.string)
            }
        return OutboxStatement(
            sql: names.resolve(
                """
                INSERT INTO {outbox} (organization, environment, id, type, key, audience, \
                occurred_at, data_offset, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """
            ),
            values: [
                .text(event.scope.organization.name),
                .text(event.scope.environment.name),
                .text(event.id.string),
                .text(event.type.name),
                OutboxStatement.Value(event.idempotencyKey?.string),
                audience,
                .integer(event.occurredAt.millisecondsSinceEpoch),
                .integer(Int64(event.dataOffset)),
                .blob(event.body),
            ]
        )
    }

    /// The statement that finds the id of the event that a key has published.
    func search(for key: String, in scope: Scope) -> OutboxStatement {
        OutboxStatement(
            sql: names.resolve(
                """
                SELECT id FROM {outbox} WHERE organization = ?1 AND environment = ?2 AND key = ?3 \
                AND problem IS NULL UNION ALL \
                SELECT id FROM {events} WHERE key = ?3 AND scope = ( \
                SELECT number FROM {scopes} WHERE organization = ?1 AND environment = ?2)
                """
            ),
            values: [
                .text(scope.organization.name), .text(scope.environment.name), .text(key),
            ]
        )
    }
}

extension SQLiteOutbox {
    /// What became of an event that was published in a transaction, if that is committed.
    public struct Receipt: Sendable, Hashable {
        /// The event's id; for a duplicate, the id of the first one.
        public let id: Event.ID

        /// Whether the idempotency key had published this before; then nothing was stored now.
        public let isDuplicate: Bool

        /// Reports one outcome of ``SQLiteOutbox/publish(_:on:sourceID:)``.
        public init(id: Event.ID, isDuplicate: Bool) {
            self.id = id
            self.isDuplicate = isDuplicate
        }
    }
}
