/// What became of one published event: where it stands now, and for ever.
public struct Publication: Sendable, Hashable {
    /// The stored event's id; for a duplicate, the id of the first one.
    public let id: Event.ID

    /// The stored event's place in the order of commits.
    public let position: Position

    /// Whether the idempotency key had published this before; then nothing was stored now.
    public let isDuplicate: Bool

    /// How many deliveries were queued; 0 for a duplicate.
    public let queued: Int

    /// Reports one outcome of ``WebhookStore/append(_:)-([[Event]])``.
    public init(id: Event.ID, position: Position, isDuplicate: Bool, queued: Int) {
        self.id = id
        self.position = position
        self.isDuplicate = isDuplicate
        self.queued = queued
    }
}
