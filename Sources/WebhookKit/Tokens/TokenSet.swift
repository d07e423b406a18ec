/// Which tokens a step looks at; see ``TokenStore/change(_:by:)``.
public struct TokenStep: Sendable, Hashable {
    /// The tenant.
    public let scope: Scope
    /// Every token that the rule may look at or add, at most 100.
    public let ids: [Token.ID]
    /// Whether the rule may add or remove tokens: the step has the scope's ``TokenTally`` then, and no
    /// other step that has it comes between.
    public let hasTally: Bool

    init(scope: Scope, ids: [Token.ID], hasTally: Bool = false) {
        self.scope = scope
        self.ids = ids
        self.hasTally = hasTally
    }
}

/// What a store keeps for each scope beside its tokens, so that nobody has to count them.
public struct TokenTally: Sendable, Hashable, Codable {
    /// How many tokens there are.
    public var count: Int
    /// The number in the last default name that was given.
    public var lastNumber: Int

    /// The tally of a scope that has had no tokens.
    public init() {
        count = 0
        lastNumber = 0
    }
}

/// The tokens of a step, as its rule finds and changes them; see ``TokenStore/change(_:by:)``.
public struct TokenSet: Sendable {
    private let step: TokenStep
    private let stored: [Token.ID: TokenRecord]
    private let storedTally: TokenTally
    private var written: [Token.ID: TokenRecord?] = [:]
    private var tally: TokenTally

    /// Begins a step; stores do.
    ///
    /// - Parameters:
    ///   - step: what was asked for.
    ///   - stored: those of its tokens that are there.
    ///   - tally: what is stored of the scope, where the step has it and there is one.
    public init(_ step: TokenStep, stored: [TokenRecord], tally: TokenTally?) {
        self.step = step
        self.stored = Dictionary(stored.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        storedTally = tally ?? TokenTally()
        self.tally = storedTally
    }

    /// What a store has to write of one token.
    public enum Change: Sendable, Hashable {
        /// Add it, or replace the one with its id.
        case save(TokenRecord)
        /// Remove it for ever.
        case remove(Token.ID)
    }

    /// What has changed, in the order of the step's ids.
    public var changes: [Change] {
        var rest = written
        return step.ids.compactMap { id in
            guard let record = rest.removeValue(forKey: id), record != stored[id] else {
                return nil
            }
            return record.map { .save($0) } ?? .remove(id)
        }
    }

    /// The scope's tally to write, when it has changed.
    public var changedTally: TokenTally? { tally == storedTally ? nil : tally }

    // MARK: For rules

    func record(_ id: Token.ID) throws(StoreError) -> TokenRecord {
        guard let record = written[id] ?? stored[id] else {
            throw .notFound("token \(id) is not in the scope")
        }
        return record
    }

    func has(_ id: Token.ID) -> Bool { (written[id] ?? stored[id]) != nil }

    mutating func replace(_ record: TokenRecord) {
        written[record.id] = .some(record)
    }

    /// The number of the next default name.
    mutating func takeNumber() -> Int {
        let (next, overflow) = tally.lastNumber.addingReportingOverflow(1)
        tally.lastNumber = overflow ? 1 : next
        return tally.lastNumber
    }

    mutating func add(_ record: TokenRecord, limit: Int) throws(StoreError) {
        guard !has(record.id) else { throw .conflict("token \(record.id): the id is taken") }
        guard tally.count < limit else {
            throw .limit(
                tally.count > 0
                    ? "the scope has \(tally.count) tokens already; delete one"
                    : "the scope may have no tokens"
            )
        }
        tally.count += 1
        written[record.id] = .some(record)
    }

    mutating func remove(_ id: Token.ID) {
        guard has(id) else { return }
        tally.count = max(0, tally.count - 1)
        written[id] = .some(nil)
    }
}
