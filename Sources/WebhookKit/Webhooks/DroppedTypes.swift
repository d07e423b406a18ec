/// Remembers which waiting deliveries a narrower selection has dropped, in O(1) an edit (SPEC W-7).
///
/// Deliveries of a removed type up to the position of the edit are void for ever, also when the
/// type is added again later. Stores ask ``isDropped(_:at:)`` and skip them in their sweep.
public struct DroppedTypes: Sendable, Hashable, Codable {
    /// Named types, each with the position up to which it is dropped.
    private var named: [EventType: Position] = [:]

    /// For a change from all types to some: every other type is dropped up to here.
    private var others: Others?

    private struct Others: Sendable, Hashable, Codable {
        var position: Position
        var kept: Set<EventType>
    }

    /// Nothing is dropped.
    public init() {}

    /// Whether a waiting delivery of this type and position has been dropped.
    public func isDropped(_ type: EventType, at position: Position) -> Bool {
        if let limit = named[type], position <= limit { return true }
        if let others, position <= others.position { return !others.kept.contains(type) }
        return false
    }

    /// Notes that the selection changed when `last` was the latest position.
    public mutating func narrow(
        from old: EventSelection,
        to new: EventSelection,
        upTo last: Position
    ) {
        switch (old, new) {
        case (_, .all): break
        case (.types(let before), .types(let after)):
            for type in before.subtracting(after) { named[type] = last }
        case (.all, .types(let kept)):
            // What the earlier narrowing dropped and the new one keeps stays dropped, by name.
            if let others {
                for type in kept.subtracting(others.kept) {
                    named[type] = max(named[type] ?? others.position, others.position)
                }
            }
            others = Others(position: last, kept: kept)
        }
    }
}
