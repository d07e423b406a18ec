/// The tables of schema version 2, as they were before there was a third: never changed again.
enum Version2 {
    /// Every statement, for an empty file.
    static let schema = """
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA application_id = 1464363892;
        PRAGMA journal_mode = WAL;
        CREATE TABLE store (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version INTEGER NOT NULL,
            boot TEXT NOT NULL,
            clock_offset INTEGER NOT NULL,
            steady INTEGER NOT NULL,
            wall_ahead INTEGER NOT NULL,
            position INTEGER NOT NULL,
            log_number INTEGER NOT NULL,
            last_id INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            catalog INTEGER NOT NULL,
            work INTEGER NOT NULL,
            waiting INTEGER NOT NULL,
            leased INTEGER NOT NULL,
            concurrency INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE scopes (
            number INTEGER PRIMARY KEY,
            organization TEXT,
            environment TEXT NOT NULL,
            version INTEGER NOT NULL,
            turn INTEGER,
            UNIQUE (organization, environment)
        ) STRICT;
        CREATE TABLE webhooks (
            number INTEGER PRIMARY KEY,
            scope INTEGER NOT NULL REFERENCES scopes (number),
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            record BLOB NOT NULL,
            UNIQUE (scope, id)
        ) STRICT;
        CREATE TABLE queues (
            webhook INTEGER PRIMARY KEY REFERENCES webhooks (number) ON DELETE CASCADE,
            scope INTEGER NOT NULL,
            lane INTEGER NOT NULL,
            manual_lane INTEGER NOT NULL,
            waiting INTEGER NOT NULL,
            manual INTEGER NOT NULL,
            leased INTEGER NOT NULL,
            sends INTEGER NOT NULL,
            turn INTEGER,
            timer INTEGER,
            next_start_at INTEGER,
            start_rest INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            logged INTEGER NOT NULL,
            responsiveness INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE events (
            position INTEGER PRIMARY KEY,
            scope INTEGER NOT NULL REFERENCES scopes (number),
            id TEXT NOT NULL,
            type TEXT NOT NULL,
            key TEXT,
            audience TEXT,
            occurred_at INTEGER NOT NULL,
            appended_at INTEGER NOT NULL,
            data_offset INTEGER NOT NULL,
            deliveries INTEGER NOT NULL,
            open INTEGER NOT NULL,
            pins INTEGER NOT NULL,
            last_use INTEGER NOT NULL,
            UNIQUE (scope, id)
        ) STRICT;
        CREATE TABLE bodies (
            position INTEGER PRIMARY KEY REFERENCES events (position) ON DELETE CASCADE,
            body BLOB NOT NULL
        ) STRICT;
        CREATE TABLE deliveries (
            number INTEGER PRIMARY KEY,
            webhook INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            status INTEGER NOT NULL,
            lane INTEGER,
            due INTEGER,
            generation INTEGER NOT NULL,
            failed_rounds INTEGER NOT NULL,
            quick_retries INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            expired_leases INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            first_attempt_at INTEGER,
            id TEXT,
            lost_leases INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE leases (
            id TEXT PRIMARY KEY,
            number INTEGER NOT NULL,
            webhook INTEGER NOT NULL,
            owner TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            ends INTEGER NOT NULL,
            holder INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE suspects (
            number INTEGER PRIMARY KEY,
            webhook INTEGER NOT NULL,
            due INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE parked (
            place INTEGER PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            webhook INTEGER NOT NULL,
            id TEXT NOT NULL
        ) STRICT;
        CREATE TABLE sweeps (
            place INTEGER PRIMARY KEY,
            lane INTEGER NOT NULL UNIQUE,
            webhook INTEGER NOT NULL,
            after INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE log (
            webhook INTEGER NOT NULL,
            number INTEGER NOT NULL,
            position INTEGER NOT NULL,
            status INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (webhook, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE attempts (
            number INTEGER PRIMARY KEY,
            previous INTEGER,
            delivery TEXT NOT NULL,
            count INTEGER NOT NULL,
            round INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            duration INTEGER NOT NULL,
            url TEXT NOT NULL,
            headers BLOB NOT NULL,
            response_status INTEGER,
            response_headers BLOB,
            response_body BLOB,
            response_truncated INTEGER,
            failure TEXT,
            failure_status INTEGER,
            failure_detail TEXT
        ) STRICT;
        CREATE TABLE notices (
            number INTEGER PRIMARY KEY,
            organization TEXT NOT NULL,
            id TEXT NOT NULL UNIQUE,
            content BLOB,
            lease_end INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY,
            organization TEXT NOT NULL,
            environment TEXT NOT NULL,
            id TEXT NOT NULL,
            type TEXT NOT NULL,
            key TEXT,
            audience TEXT,
            occurred_at INTEGER NOT NULL,
            data_offset INTEGER NOT NULL,
            body BLOB NOT NULL,
            problem TEXT
        ) STRICT;
        CREATE TABLE turns (
            scope INTEGER NOT NULL,
            responsiveness INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            PRIMARY KEY (scope, responsiveness)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE holders (number INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE chapter_rows (
            scope INTEGER NOT NULL REFERENCES scopes (number),
            name TEXT NOT NULL,
            key TEXT NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (scope, name, key)
        ) STRICT;
        CREATE TABLE kept (
            scope INTEGER PRIMARY KEY REFERENCES scopes (number),
            position INTEGER NOT NULL,
            released INTEGER
        ) STRICT;
        CREATE INDEX queues_timer ON queues (timer) WHERE timer IS NOT NULL;
        CREATE INDEX queues_leased ON queues (webhook) WHERE leased > 0;
        CREATE UNIQUE INDEX events_key ON events (scope, key) WHERE key IS NOT NULL;
        CREATE INDEX events_free ON events (last_use) WHERE open = 0 AND pins = 0;
        CREATE INDEX deliveries_lane ON deliveries (lane) WHERE lane IS NOT NULL;
        CREATE INDEX deliveries_due ON deliveries (lane, due) WHERE due IS NOT NULL;
        CREATE UNIQUE INDEX deliveries_id ON deliveries (id) WHERE id IS NOT NULL;
        CREATE INDEX leases_end ON leases (ends);
        CREATE INDEX suspects_due ON suspects (due);
        CREATE INDEX notices_organization ON notices (organization);
        CREATE INDEX notices_pending ON notices (number) WHERE content IS NOT NULL;
        CREATE INDEX outbox_sound ON outbox (number) WHERE problem IS NULL;
        CREATE INDEX queues_turn ON queues (scope, responsiveness, turn)
        WHERE turn IS NOT NULL;
        CREATE INDEX turns_order ON turns (responsiveness, turn);
        CREATE UNIQUE INDEX outbox_key ON outbox (organization, environment, key)
        WHERE key IS NOT NULL AND problem IS NULL;
        CREATE UNIQUE INDEX outbox_id ON outbox (organization, environment, id)
        WHERE problem IS NULL;
        CREATE INDEX outbox_problem ON outbox (number) WHERE problem IS NOT NULL;
        CREATE INDEX kept_released ON kept (released) WHERE released IS NOT NULL;
        CREATE INDEX events_scope ON events (scope);
        CREATE TRIGGER outbox_check BEFORE INSERT ON outbox
        BEGIN
            SELECT CASE
                WHEN first.type = NEW.type AND first.data = substr(
                    NEW.body, NEW.data_offset + 1, length(NEW.body) - NEW.data_offset - 1
                )
                THEN RAISE(IGNORE)
                ELSE RAISE(ABORT, 'webhookkit: the idempotency key has published other data before')
            END
            FROM (
                SELECT event.type AS type, substr(
                    body.body, event.data_offset + 1, length(body.body) - event.data_offset - 1
                ) AS data
                FROM events AS event JOIN bodies AS body USING (position)
                WHERE event.key = NEW.key AND event.scope = (
                    SELECT number FROM scopes
                    WHERE organization = NEW.organization AND environment = NEW.environment
                )
                UNION ALL
                SELECT type, substr(body, data_offset + 1, length(body) - data_offset - 1)
                FROM outbox
                WHERE organization = NEW.organization AND environment = NEW.environment
                    AND key = NEW.key AND problem IS NULL
            ) AS first;
            SELECT RAISE(ABORT, 'webhookkit: the event id is taken')
            WHERE EXISTS (
                SELECT 1 FROM events
                WHERE id = NEW.id AND scope = (
                    SELECT number FROM scopes
                    WHERE organization = NEW.organization AND environment = NEW.environment
                )
            ) OR EXISTS (
                SELECT 1 FROM outbox
                WHERE organization = NEW.organization AND environment = NEW.environment
                    AND id = NEW.id AND problem IS NULL
            );
        END;
        CREATE TRIGGER outbox_order AFTER INSERT ON outbox
        BEGIN
            UPDATE outbox SET number = next.number
            FROM (
                SELECT 1 + coalesce((
                    SELECT number FROM outbox
                    WHERE number <> NEW.number AND number < 4611686018427387904
                    ORDER BY number DESC LIMIT 1
                ), 0) AS number
            ) AS next
            WHERE outbox.number = NEW.number AND next.number <> NEW.number;
        END;
        """

    /// The tables, parents first.
    static let tables = [
        "store", "scopes", "turns", "webhooks", "queues", "events", "bodies", "deliveries",
        "holders", "leases", "suspects", "parked", "sweeps", "log", "attempts", "notices",
        "outbox", "chapter_rows", "kept",
    ]
}
