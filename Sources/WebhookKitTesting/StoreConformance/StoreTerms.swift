/// A promise as data: the rules it shows, what it needs, and how it is checked.
struct StoreTerms: Sendable {
    let rules: [String]
    let needs: Set<StoreNeed>
    let check: @Sendable (StoreTrial) async throws -> Void

    /// - Parameters:
    ///   - rules: of *Behaviour*, as `D-10`, and of *Faults survived*, as `Fault 12`, between commas.
    ///   - check: one of a group's checks.
    init<Checks: StoreChecks>(
        _ rules: String,
        _ needs: Set<StoreNeed>,
        _ check: @escaping @Sendable (Checks) -> () async throws -> Void
    ) {
        self.rules = rules.split(separator: ", ").map(String.init)
        self.needs = needs
        self.check = { try await check(Checks(trial: $0))() }
    }

    /// Terms of what any `WebhookStore` can be asked for.
    init<Checks: StoreChecks>(
        _ rules: String,
        _ check: @escaping @Sendable (Checks) -> () async throws -> Void
    ) {
        self.init(rules, [], check)
    }
}

extension StorePromise {
    /// The rules of *Behaviour* that it shows, as `D-10`, and of *Faults survived*, as `Fault 12`.
    public var rules: [String] { terms.rules }

    /// What it takes to check it.
    public var needs: Set<StoreNeed> { terms.needs }

    /// What it is beside its name.
    var terms: StoreTerms { .of(self) }
}
