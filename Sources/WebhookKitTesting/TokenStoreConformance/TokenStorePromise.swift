/// Every promise of `TokenStore` that ``TokenStoreConformance`` checks, by name.
public enum TokenStorePromise: String, CaseIterable, Sendable, Hashable {
    /// A token comes back with every field and byte as it was given (T-2, T-3).
    case tokensComeBackAsGiven
    /// What a rule changes is there for whoever reads next (T-2).
    case changesAreSeen
    /// What a rule throws comes out as it was (T-6).
    case refusalsComeOutAsTheyAre
    /// A step that is refused half-way leaves nothing behind (T-8).
    case refusedStepsChangeNothing
    /// All that a step changes is written, tokens and tally (T-8).
    case stepsAreWhole
    /// Tokens and tallies are of one scope, and not found from another (T-1).
    case tokensBelongToTheirScope
    /// Tokens come in pages in the order of their ids, none twice and none left out (T-2).
    case tokensComeInPages
    /// Sixty who create at once make no more than the limit allows, and get different numbers (T-1).
    case limitsHoldUnderARace
    /// Two who change the same token at once both have their change (T-2).
    case changesAtOnceAreNotLost
    /// A token that was deleted is gone, and makes room for another (T-6).
    case removedTokensAreGone
}
