/// The tenants of a store, who have webhooks and events.
package struct ScopeBook {
    private var rows: [Scope: ScopeRow] = [:]

    subscript(scope: Scope) -> ScopeRow? { rows[scope] }

    /// The scope's row, which is made when there is none.
    mutating func make(_ scope: Scope) -> ScopeRow {
        if let row = rows[scope] { return row }
        let row = ScopeRow(scope)
        rows[scope] = row
        return row
    }

    /// All of them, in no order.
    var all: Dictionary<Scope, ScopeRow>.Values { rows.values }

    /// From where on scopes keep their events.
    package var keptEvents: [Scope: Position] { rows.compactMapValues(\.keptFrom) }

    /// Takes out the scopes of an organization.
    mutating func remove(_ organization: Organization) -> [ScopeRow] {
        let removed = rows.values.filter { $0.scope.organization == organization }
        for row in removed { rows[row.scope] = nil }
        return removed
    }
}
