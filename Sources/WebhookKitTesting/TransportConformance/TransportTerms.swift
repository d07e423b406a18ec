/// A promise as data: the rules it shows, what it needs, and how it is checked.
struct TransportTerms: Sendable {
    let rules: [String]
    let needs: Set<TransportNeed>
    let check: @Sendable (TransportTrial) async throws -> Void

    /// - Parameters:
    ///   - rules: of *Behaviour*, as `S-3`, and of *Faults survived*, as `Fault 20`, between commas.
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

    /// Terms of what any `WebhookTransport` can be asked for.
    init<Checks: TransportChecks>(
        _ rules: String,
        _ check: @escaping @Sendable (Checks) -> () async throws -> Void
    ) {
        self.init(rules, [], check)
    }
}

extension TransportPromise {
    /// The rules of *Behaviour* that it shows, as `S-3`, and of *Faults survived*, as `Fault 20`.
    public var rules: [String] { terms.rules }

    /// What it takes to check it.
    public var needs: Set<TransportNeed> { terms.needs }

    /// What it is beside its name.
    var terms: TransportTerms { .of(self) }
}
