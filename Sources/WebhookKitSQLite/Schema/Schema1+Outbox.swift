extension Schema1 {
    /// What checks a host's row before it is inserted (B-5, E-6).
    ///
    /// It stands in the schema, so that it holds for every driver, and inside the host's write lock, so
    /// that it cannot race. It uses nothing but `substr` and `length`: hosts may have
    /// `trusted_schema` off. An event's data is its body from `data_offset` on, without the last byte,
    /// as `Event.data` has it.
    static let outboxCheck =
        """
        CREATE TRIGGER {outbox_check} BEFORE INSERT ON {outbox}
        BEGIN
            SELECT CASE
                WHEN first.type = NEW.type AND first.data = substr(
                    NEW.body, NEW.data_offset + 1, length(NEW.body) - NEW.data_offset - 1
                )
                THEN RAISE(IGNORE)
                ELSE RAISE(ABORT, '\(keyRefusal)')
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
            SELECT RAISE(ABORT, '\(idRefusal)')
            WHERE EXISTS (
                SELECT 1 FROM {events}
                WHERE id = NEW.id AND scope = (
                    SELECT number FROM {scopes}
                    WHERE organization = NEW.organization AND environment = NEW.environment
                )
            ) OR EXISTS (
                SELECT 1 FROM {outbox}
                WHERE organization = NEW.organization AND environment = NEW.environment
                    AND id = NEW.id
            );
        END
        """

    /// What SQLite says when a key is used for something else.
    static let keyRefusal = "webhookkit: the idempotency key has published other data before"

    /// What SQLite says when an event of that id is there.
    static let idRefusal = "webhookkit: the event id is taken"
}
