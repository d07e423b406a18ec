/// Remembers which waiting deliveries a narrower selection has dropped, in O(1) an edit (W-7).
///
/// Deliveries of a removed type up to the position of the edit are void for ever, also when the
/// type is added again later. Stores ask ``isDropped(_:at:)`` and skip them in their sweep.
public struct DroppedTypes: Sendable, Hashable, Codable {
    /// Types that came back, each with the position up to which it is dropped.
    public private(set) var named: [EventType: Position] = [:]

    /// Up to where all other types are dropped; nil when they are not.
    ///
    /// What a webhook with named types does not name, nothing of it can be waiting.
    public private(set) var others: Others?

    /// Types that are dropped because a selection does not name them.
    public struct Others: Sendable, Hashable, Codable {
        /// Up to here, this position included.
        public let position: Position
        /// All types but these.
        public let kept: Set<EventType>

        private enum CodingKeys: CodingKey {
            case position, kept
        }

        init(position: Position, kept: Set<EventType>) {
            self.position = position
            self.kept = kept
        }

        /// Writes the types in their order.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(position, forKey: .position)
            try container.encode(kept.sorted(), forKey: .kept)
        }
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
    ///
    /// However often it changes, no more is remembered than the types that were selected last.
    public mutating func narrow(
        from old: EventSelection,
        to new: EventSelection,
        upTo last: Position
    ) {
        guard case .types(let kept) = new else { return }
        if case .types(let before) = old, before.isSubset(of: kept) {
            // Nothing goes; what comes back stays dropped as far as it was.
            for type in kept.subtracting(before) { named[type] = limit(of: type) }
            return
        }
        named = kept.reduce(into: [:]) { $0[$1] = limit(of: $1) }
        others = Others(position: last, kept: kept)
    }

    /// Up to where a type is dropped.
    private func limit(of type: EventType) -> Position? {
        let limit = others.flatMap { $0.kept.contains(type) ? nil : $0.position }
        return [named[type], limit].compactMap(\.self).max()
    }
}
