extension Schema1 {
    /// What checks a host's row before it is inserted (SPEC B-5, E-6).
    ///
    /// It stands in the schema, so that it holds for every driver, and inside the host's write lock, so
    /// that it cannot race. It uses nothing but `substr` and `length`: hosts may have
    /// `trusted_schema` off. An event's data is its body from `data_offset` on, without the last byte,
    /// as `Event.data` has it.
    static let outboxStatements = [
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
                FROM {scopes} AS scope
                JOIN {events} AS event ON event.scope = scope.number
                JOIN {bodies} AS body ON body.position = event.position
                WHERE scope.organization = NEW.organization
                    AND scope.environment = NEW.environment AND event.key = NEW.key
                UNION ALL
                SELECT type, substr(body, data_offset + 1, length(body) - data_offset - 1)
                FROM {outbox}
                WHERE organization = NEW.organization AND environment = NEW.environment
                    AND key = NEW.key
            ) AS first;
            SELECT RAISE(ABORT, '\(idRefusal)')
            WHERE EXISTS (
                SELECT 1 FROM {scopes} AS scope JOIN {events} AS event ON event.scope = scope.number
                WHERE scope.organization = NEW.organization
                    AND scope.environment = NEW.environment AND event.id = NEW.id
            ) OR EXISTS (
                SELECT 1 FROM {outbox}
                WHERE organization = NEW.organization AND environment = NEW.environment
                    AND id = NEW.id
            );
        END
        """
    ]

    /// What SQLite says when a key is used for something else.
    static let keyRefusal = "webhookkit: the idempotency key has published other data before"

    /// What SQLite says when an event of that id is there.
    static let idRefusal = "webhookkit: the event id is taken"
}
