/// Version 2: rotations by group, so that webhooks that do not answer hold nobody up (D-10).
///
/// - `responsiveness` is the webhook's group: ``Responsiveness`` as a number. A webhook's turn is a place
///   in its group's rotation.
/// - `turns` holds the scopes' places, one rotation for each group.
extension Schema2 {
    static let turns = [
        "ALTER TABLE {queues} ADD COLUMN responsiveness INTEGER NOT NULL DEFAULT 0",
        // Those that were there are taken for prompt until they show otherwise.
        "UPDATE {queues} SET responsiveness = 3",
        "DROP INDEX {queues_turn}",
        """
        CREATE INDEX {queues_turn} ON {queues} (scope, responsiveness, turn)
        WHERE turn IS NOT NULL
        """,
        """
        CREATE TABLE {turns} (
            scope INTEGER NOT NULL,
            responsiveness INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            PRIMARY KEY (scope, responsiveness)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX {turns_order} ON {turns} (responsiveness, turn)",
        """
        INSERT INTO {turns} (scope, responsiveness, turn)
        SELECT number, 3, turn FROM {scopes} WHERE turn IS NOT NULL
        """,
        // The column stays: to drop it SQLite reads the whole schema anew, the host's views too.
        "DROP INDEX {scopes_turn}",
        "UPDATE {scopes} SET turn = NULL",
    ]
}
