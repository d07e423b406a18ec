/// A promise as data: the rules it shows, what it needs, and how it is checked.
struct TransportTerms: Sendable {
    let rules: [String]
    let needs: Set<TransportNeed>
    let check: @Sendable (TransportTrial) async throws -> Void

    /// - Parameters:
    ///   - rules: of *Behaviour*, as `D-2`, and of *Faults survived*, as `Fault 20`, between commas.
    ///   - check: one of a group's checks.
    init<Checks: TransportChecks>(
        _ rules: String,
        _ needs: Set<TransportNeed>,
        _ check: @escaping @Sendable (Checks) -> () async throws -> Void
    ) {
        self.rules = rules.split(separator: ", ").map(String.init)
        self.needs = needs
        self.check = { try await check(Checks(trial: $0))() }
    }

    /// Terms of what any transport can be asked for.
    init<Checks: TransportChecks>(
        _ rules: String,
        _ check: @escaping @Sendable (Checks) -> () async throws -> Void
    ) {
        self.init(rules, [], check)
    }
}

extension TransportPromise: ConformancePromise {
    /// The rules of *Behaviour* that it shows, as `D-2`, and of *Faults survived*, as `Fault 20`.
    public var rules: [String] { TransportTerms.of(self).rules }

    /// What it takes to check it.
    public var needs: Set<TransportNeed> { TransportTerms.of(self).needs }
}
