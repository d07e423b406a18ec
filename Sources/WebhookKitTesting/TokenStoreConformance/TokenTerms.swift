/// A promise as data: the rules it shows, and how it is checked.
struct TokenTerms: Sendable {
    let rules: [String]
    let check: @Sendable (TokenChecks) -> () async throws -> Void

    /// - Parameter rules: of *Behaviour*, between commas.
    init(
        _ rules: String,
        _ check: @escaping @Sendable (TokenChecks) -> () async throws -> Void
    ) {
        self.rules = rules.split(separator: ", ").map(String.init)
        self.check = check
    }
}

extension TokenStorePromise: ConformancePromise {
    /// The rules of *Behaviour* that it shows.
    public var rules: [String] { terms.rules }

    /// Every promise as data: the one list of what it shows and how it is checked.
    var terms: TokenTerms {
        switch self {
        case .tokensComeBackAsGiven: .init("T-2, T-3", TokenChecks.tokensComeBackAsGiven)
        case .changesAreSeen: .init("T-2", TokenChecks.changesAreSeen)
        case .refusalsComeOutAsTheyAre: .init("T-6", TokenChecks.refusalsComeOutAsTheyAre)
        case .refusedStepsChangeNothing: .init("T-8", TokenChecks.refusedStepsChangeNothing)
        case .stepsAreWhole: .init("T-8", TokenChecks.stepsAreWhole)
        case .tokensBelongToTheirScope: .init("T-1", TokenChecks.tokensBelongToTheirScope)
        case .tokensComeInPages: .init("T-2", TokenChecks.tokensComeInPages)
        case .limitsHoldUnderARace: .init("T-1", TokenChecks.limitsHoldUnderARace)
        case .changesAtOnceAreNotLost: .init("T-2", TokenChecks.changesAtOnceAreNotLost)
        case .removedTokensAreGone: .init("T-6", TokenChecks.removedTokensAreGone)
        }
    }
}
