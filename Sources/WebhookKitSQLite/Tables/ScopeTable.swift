import WebhookKit
import WebhookKitSQL

/// The table `scopes`: the tenants, by numbers.
struct ScopeTable {
    let connection: Connection

    /// The number and the version of the scope with this name.
    func find(_ scope: Scope) throws(StoreError) -> (number: Int64, version: Int64)? {
        try connection.first(
            "SELECT number, version FROM {scopes} WHERE organization = ?1 AND environment = ?2",
            scope.organization.name,
            scope.environment.name
        ) { (number: $0.int(0), version: $0.int(1)) }
    }

    /// The version of a scope; nil when it was removed.
    func version(of number: Int64) throws(StoreError) -> Int64? {
        try connection.first(
            "SELECT version FROM {scopes} WHERE number = ?1 AND organization IS NOT NULL",
            number
        ) { $0.int(0) }
    }

    /// What the scope with this number is called; nil when it was removed.
    func name(of number: Int64) throws(StoreError) -> Scope? {
        let found = try connection.first(
            "SELECT organization, environment FROM {scopes} WHERE number = ?1",
            number
        ) { (organization: $0.optionalText(0), environment: $0.text(1)) }
        guard let found, let organization = found.organization else { return nil }
        return try Decoding.scope(
            organization,
            found.environment,
            at: connection.place("scopes", number)
        )
    }

    func insert(_ scope: Scope, as number: Int64) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO {scopes} (number, organization, environment, version)
            VALUES (?1, ?2, ?3, 0)
            """,
            number,
            scope.organization.name,
            scope.environment.name
        )
    }

    /// Writes its version.
    func update(_ scope: ScopeEntry) throws(StoreError) {
        try connection.run(
            "UPDATE {scopes} SET version = ?2 WHERE number = ?1",
            scope.number,
            scope.version
        )
    }
}
