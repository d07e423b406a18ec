/// An event with what its store added when it committed it.
public struct StoredEvent: Sendable, Hashable, Codable {
    /// What was published.
    public let event: Event

    /// Its place in the order of commits.
    public let position: Position

    /// When it was committed, by the store's clock.
    public let appendedAt: Timestamp

    /// Puts together what a store has read.
    public init(event: Event, position: Position, appendedAt: Timestamp) {
        self.event = event
        self.position = position
        self.appendedAt = appendedAt
    }
}
