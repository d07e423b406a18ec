import WebhookKit

/// Which positions of a store under check are which of the reference's, in one scope.
///
/// Positions only have to rise there: numbers differ where a store leaves gaps.
struct ComparedPositions {
    private var exact: [Position: Position] = [:]
    private var rising: [(subject: Position, reference: Position)] = []

    var last: Position? { rising.last?.subject }

    mutating func add(_ subject: Position, as reference: Position) {
        exact[subject] = reference
        rising.append((subject, reference))
    }

    /// The reference's position of the event that the store has there.
    func normal(_ position: Position) -> Position? { exact[position] }

    /// The reference's position of the first event that the store has there or behind.
    func first(from position: Position) -> Position? {
        rising.first { $0.subject >= position }?.reference
    }

    /// The position of the first event that the reference has there or behind.
    func first(fromReference position: Position) -> Position? {
        rising.first { $0.reference >= position }?.reference
    }
}

/// Health, with the positions that it names.
extension ComparedPositions {
    /// The reference's health; where nothing is left to recover, any position behind all is as good.
    func settled(_ health: WebhookHealth) -> WebhookHealth {
        guard case .inactive(var deactivation) = health.state else { return health }
        deactivation.position = deactivation.position.map {
            first(fromReference: $0) ?? Position(.max)
        }
        var health = health
        health.state = .inactive(deactivation)
        return health
    }

    /// The store's health, as the reference counts positions.
    func normal(_ health: WebhookHealth) -> WebhookHealth {
        func normal(_ outage: Outage) -> Outage {
            var outage = outage
            outage.position = self.normal(outage.position) ?? Position(.min)
            return outage
        }
        var health = health
        switch health.state {
        case .active, .paused(nil): break
        case .failing(let outage): health.state = .failing(normal(outage))
        case .paused(let outage?): health.state = .paused(normal(outage))
        case .inactive(var deactivation):
            deactivation.outage = deactivation.outage.map(normal)
            deactivation.position = deactivation.position.map { first(from: $0) ?? Position(.max) }
            health.state = .inactive(deactivation)
        }
        return health
    }
}
