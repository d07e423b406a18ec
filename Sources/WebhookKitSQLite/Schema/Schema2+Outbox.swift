extension Schema2 {
    /// Rows that are no events hold nothing up: they keep neither keys nor ids, and given row numbers
    /// do not touch the order.
    static let outbox = [
        "DROP INDEX {outbox_key}",
        """
        CREATE UNIQUE INDEX {outbox_key} ON {outbox} (organization, environment, key)
        WHERE key IS NOT NULL AND problem IS NULL
        """,
        "DROP INDEX {outbox_id}",
        """
        CREATE UNIQUE INDEX {outbox_id} ON {outbox} (organization, environment, id)
        WHERE problem IS NULL
        """,
        "CREATE INDEX {outbox_problem} ON {outbox} (number) WHERE problem IS NOT NULL",
        "DROP TRIGGER {outbox_check}",
        outboxCheck,
        outboxOrder,
    ]

    /// As in version 1, but rows with a problem have no id.
    private static let outboxCheck =
        """
        CREATE TRIGGER {outbox_check} BEFORE INSERT ON {outbox}
        BEGIN
            SELECT CASE
                WHEN first.type = NEW.type AND first.data = substr(
                    NEW.body, NEW.data_offset + 1, length(NEW.body) - NEW.data_offset - 1
                )
                THEN RAISE(IGNORE)
                ELSE RAISE(ABORT, '\(Schema1.keyRefusal)')
            END
            FROM (
                SELECT event.type AS type, substr(
                    body.body, event.data_offset + 1, length(body.body) - event.data_offset - 1
                ) AS data
                FROM {events} AS event JOIN {bodies} AS body USING (position)
                WHERE event.key = NEW.key AND event.scope = (
                    SELECT number FROM {scopes}
                    WHERE organization = NEW.organization AND environment = NEW.environment
                )
                UNION ALL
                SELECT type, substr(body, data_offset + 1, length(body) - data_offset - 1)
                FROM {outbox}
                WHERE organization = NEW.organization AND environment = NEW.environment
                    AND key = NEW.key AND problem IS NULL
            ) AS first;
            SELECT RAISE(ABORT, '\(Schema1.idRefusal)')
            WHERE EXISTS (
                SELECT 1 FROM {events}
                WHERE id = NEW.id AND scope = (
                    SELECT number FROM {scopes}
                    WHERE organization = NEW.organization AND environment = NEW.environment
                )
            ) OR EXISTS (
                SELECT 1 FROM {outbox}
                WHERE organization = NEW.organization AND environment = NEW.environment
                    AND id = NEW.id AND problem IS NULL
            );
        END
        """

    /// Gives each new row the number behind all others, whatever number was given: behind the largest
    /// one SQLite would choose at random, and events would come in any order.
    private static let outboxOrder =
        """
        CREATE TRIGGER {outbox_order} AFTER INSERT ON {outbox}
        BEGIN
            UPDATE {outbox} SET number = next.number
            FROM (
                SELECT 1 + coalesce((
                    SELECT number FROM {outbox}
                    WHERE number <> NEW.number AND number < 4611686018427387904
                    ORDER BY number DESC LIMIT 1
                ), 0) AS number
            ) AS next
            WHERE {outbox}.number = NEW.number AND next.number <> NEW.number;
        END
        """
}
