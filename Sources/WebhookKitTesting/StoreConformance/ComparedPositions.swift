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
