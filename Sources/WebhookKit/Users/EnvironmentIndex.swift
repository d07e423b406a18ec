/// Knows which environments an organization uses, so that all of them are found when one of its users is
/// deactivated.
///
/// `production` and `sandbox` are always looked at; an environment of the host's own is written down, as a
/// row, before the first webhook or token is created in it.
final class EnvironmentIndex: Sendable {
    private let rows: any RowStore
    private let table: RowTable<Bool>
    private static let usual: Set<Scope.Environment> = [.production, .sandbox]

    init(_ rows: any RowStore) {
        self.rows = rows
        table = RowTable("environments", in: rows)
    }

    /// Writes the scope's environment down; a row that is there is not written again.
    ///
    /// Asked for at every creation: another process may have deleted the organization, and the row with it.
    func note(_ scope: Scope) async throws {
        guard !Self.usual.contains(scope.environment), !(rows is NoRows) else { return }
        let place = Self.place(of: scope.organization)
        try await table.change(scope.environment.name, of: place) { $0 = true }
    }

    /// The environments in which the organization may have something.
    func environments(of organization: Organization) async throws -> Set<Scope.Environment> {
        guard !(rows is NoRows) else { return Self.usual }
        var found = Self.usual
        var last: String?
        while true {
            let page = try await table.page(of: Self.place(of: organization), after: last)
            for entry in page { found.insert(try Scope.Environment(entry.key)) }
            last = page.last?.key
            guard page.count == 100 else { return found }
        }
    }

    /// Rows have a scope; these are the organization's.
    private static func place(of organization: Organization) -> Scope {
        Scope(organization: organization, environment: .production)
    }
}
