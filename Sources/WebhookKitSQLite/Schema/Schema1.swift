/// Version 1.
///
/// - Events are narrow and their bodies apart, since events change (`open`, `pins`) and bodies never.
/// - A delivery's number is its event's position times 65,536 plus its index among the event's: the
///   deliveries of an event are a range, and need no index.
/// - A **lane** is a queue of open deliveries: a webhook's present subscribed ones, or its manual
///   ones. Deactivation gives the webhook a new lane, so that what was queued is void in O(1)
///   . A delivery has a lane while it is open, and a due time while it waits in it.
/// - A removed organization's scopes stay, without its name, until housekeeping has removed their
///   events.
/// - A **turn** is a place in the rotation of who is claimed from next; a **timer** is when a webhook
///   comes back into it. Both are steady time or numbers that rise, and at most one of them is set.
/// - Times are steady milliseconds (see `StoreClock`), but for those that people see: `_at` is wall
///   time.
enum Schema1 {
    static let statements = [
        """
        CREATE TABLE {store} (
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
        ) STRICT
        """,
        """
        CREATE TABLE {scopes} (
            number INTEGER PRIMARY KEY,
            organization TEXT,
            environment TEXT NOT NULL,
            version INTEGER NOT NULL,
            turn INTEGER,
            UNIQUE (organization, environment)
        ) STRICT
        """,
        "CREATE INDEX {scopes_turn} ON {scopes} (turn) WHERE turn IS NOT NULL",
        """
        CREATE TABLE {webhooks} (
            number INTEGER PRIMARY KEY,
            scope INTEGER NOT NULL REFERENCES {scopes} (number),
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            record BLOB NOT NULL,
            UNIQUE (scope, id)
        ) STRICT
        """,
        """
        CREATE TABLE {queues} (
            webhook INTEGER PRIMARY KEY REFERENCES {webhooks} (number) ON DELETE CASCADE,
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
            logged INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX {queues_turn} ON {queues} (scope, turn) WHERE turn IS NOT NULL",
        "CREATE INDEX {queues_timer} ON {queues} (timer) WHERE timer IS NOT NULL",
        "CREATE INDEX {queues_leased} ON {queues} (webhook) WHERE leased > 0",
        """
        CREATE TABLE {events} (
            position INTEGER PRIMARY KEY,
            scope INTEGER NOT NULL REFERENCES {scopes} (number),
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
        ) STRICT
        """,
        "CREATE UNIQUE INDEX {events_key} ON {events} (scope, key) WHERE key IS NOT NULL",
        "CREATE INDEX {events_free} ON {events} (last_use) WHERE open = 0 AND pins = 0",
        """
        CREATE TABLE {bodies} (
            position INTEGER PRIMARY KEY REFERENCES {events} (position) ON DELETE CASCADE,
            body BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE {deliveries} (
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
            id TEXT
        ) STRICT
        """,
        "CREATE INDEX {deliveries_lane} ON {deliveries} (lane) WHERE lane IS NOT NULL",
        "CREATE INDEX {deliveries_due} ON {deliveries} (lane, due) WHERE due IS NOT NULL",
        "CREATE UNIQUE INDEX {deliveries_id} ON {deliveries} (id) WHERE id IS NOT NULL",
        """
        CREATE TABLE {leases} (
            id TEXT PRIMARY KEY,
            number INTEGER NOT NULL,
            webhook INTEGER NOT NULL,
            owner TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            ends INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX {leases_end} ON {leases} (ends)",
        """
        CREATE TABLE {suspects} (
            number INTEGER PRIMARY KEY,
            webhook INTEGER NOT NULL,
            due INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX {suspects_due} ON {suspects} (due)",
        """
        CREATE TABLE {parked} (
            place INTEGER PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            webhook INTEGER NOT NULL,
            id TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE {sweeps} (
            place INTEGER PRIMARY KEY,
            lane INTEGER NOT NULL UNIQUE,
            webhook INTEGER NOT NULL,
            after INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE {log} (
            webhook INTEGER NOT NULL,
            number INTEGER NOT NULL,
            position INTEGER NOT NULL,
            status INTEGER NOT NULL,
            PRIMARY KEY (webhook, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE {attempts} (
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
        ) STRICT
        """,
        """
        CREATE TABLE {notices} (
            number INTEGER PRIMARY KEY,
            organization TEXT NOT NULL,
            id TEXT NOT NULL UNIQUE,
            content BLOB,
            lease_end INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX {notices_organization} ON {notices} (organization)",
        "CREATE INDEX {notices_pending} ON {notices} (number) WHERE content IS NOT NULL",
        """
        CREATE TABLE {outbox} (
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
        ) STRICT
        """,
        "CREATE UNIQUE INDEX {outbox_key} ON {outbox} (organization, environment, key) WHERE key IS NOT NULL",
        "CREATE INDEX {outbox_sound} ON {outbox} (number) WHERE problem IS NULL",
        "CREATE UNIQUE INDEX {outbox_id} ON {outbox} (organization, environment, id)",
        outboxCheck,
    ]
}
