import WebhookKit

/// A scope's place in the rotation of a group of webhooks (D-10).
struct ScopePlace: Hashable {
    let scope: Int64
    let group: Responsiveness
}

/// The table `turns`: the scopes' places in the rotations of all groups.
struct TurnTable {
    let connection: Connection

    /// The first scopes of a group's rotation, in the order of their turns.
    func first<Place>(
        _ most: Int,
        of group: Responsiveness,
        as place: (_ scope: Int64, _ turn: Int64) -> Place
    ) throws(StoreError) -> [Place] {
        try connection.all(
            "SELECT scope, turn FROM {turns} WHERE responsiveness = ?1 ORDER BY turn LIMIT ?2",
            group.rawValue,
            most
        ) { place($0.int(0), $0.int(1)) }
    }

    /// Puts a scope into a group's rotation unless it is there.
    func insert(_ turn: Int64, of place: ScopePlace) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO {turns} (scope, responsiveness, turn) VALUES (?1, ?2, ?3)
            ON CONFLICT DO NOTHING
            """,
            place.scope,
            place.group.rawValue,
            turn
        )
    }

    func update(_ turn: Int64, of place: ScopePlace) throws(StoreError) {
        try connection.run(
            "UPDATE {turns} SET turn = ?3 WHERE scope = ?1 AND responsiveness = ?2",
            place.scope,
            place.group.rawValue,
            turn
        )
    }

    func delete(_ place: ScopePlace) throws(StoreError) {
        try connection.run(
            "DELETE FROM {turns} WHERE scope = ?1 AND responsiveness = ?2",
            place.scope,
            place.group.rawValue
        )
    }
}
