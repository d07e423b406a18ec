/// Which events a webhook gets: named types, or all of them.
public enum EventSelection: Sendable, Hashable, Codable {
    /// Every type, also those added to the catalog later.
    case all
    /// These types, 1 to 100 by default.
    case types(Set<EventType>)

    /// Whether events of this type are taken.
    @inlinable
    public func contains(_ type: EventType) -> Bool {
        switch self {
        case .all: true
        case .types(let types): types.contains(type)
        }
    }
}

extension EventSelection: ExpressibleByArrayLiteral {
    /// Names types.
    public init(arrayLiteral elements: EventType...) {
        self = .types(Set(elements))
    }
}
