/// Keeps tokens as rows of any store that has some: the default (B-8).
///
/// A row of the table `tokens` for each token, and one of `token_tallies` for each scope, which steps that
/// create or delete change with it: so no call loads the tokens of a scope to count them.
public struct RowTokenStore: TokenStore {
    private let rows: any RowStore
    private let records: RowTable<TokenRecord>
    private let tallies: RowTable<TokenTally>

    /// Keeps tokens in a store of rows.
    public init(_ rows: any RowStore) {
        self.rows = rows
        records = RowTable("tokens", in: rows)
        tallies = RowTable("token_tallies", in: rows)
    }

    /// Lets a rule change tokens, in one step of the rows.
    public func change<Value: Sendable>(
        _ step: TokenStep,
        by rule: @escaping @Sendable (inout TokenSet) throws -> Value
    ) async throws -> Value {
        let ids = try step.ids.map { try records.id($0.string, of: step.scope) }
        let tallyID = try tallies.id("tally", of: step.scope)
        return try await rows.change(step.hasTally ? ids + [tallyID] : ids) { rows in
            var stored: [TokenRecord] = []
            for id in ids {
                if let record = try records.value(of: id, in: rows) { stored.append(record) }
            }
            let tally = step.hasTally ? try tallies.value(of: tallyID, in: rows) : nil
            var set = TokenSet(step, stored: stored, tally: tally)
            let value = try rule(&set)
            for change in set.changes {
                switch change {
                case .save(let record):
                    let id = try records.id(record.id.string, of: step.scope)
                    try records.set(record, for: id, in: &rows)
                case .remove(let id):
                    try rows.remove(records.id(id.string, of: step.scope))
                }
            }
            if let tally = set.changedTally { try tallies.set(tally, for: tallyID, in: &rows) }
            return value
        }
    }

    /// Reads a token.
    public func token(_ id: Token.ID, in scope: Scope) async throws -> TokenRecord? {
        try await records.value(id.string, of: scope)
    }

    /// Reads a page of tokens.
    public func tokens(
        in scope: Scope,
        after last: Token.ID?,
        limit: Int
    ) async throws -> [TokenRecord] {
        try await records.page(of: scope, after: last?.string, limit: limit).map(\.value)
    }
}
