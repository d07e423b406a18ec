/// Which events a webhook gets: named types, or all of them.
public enum EventSelection: Sendable, Hashable {
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

extension EventSelection: Codable {
    private static let allName = "all"

    /// Reads `"all"` or a list of names; earlier versions wrote `{"all":{}}` and `{"types":{"_0":[…]}}`.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let types = try? value.decode(Set<EventType>.self) {
            self = .types(types)
            return
        }
        let name = try? value.decode(String.self)
        guard name == nil else {
            guard name == Self.allName else {
                throw DecodingError.dataCorruptedError(
                    in: value,
                    debugDescription: "neither \"all\" nor a list of types"
                )
            }
            self = .all
            return
        }
        let former = try decoder.container(keyedBy: FormerKey.self).onlyCase()
        self =
            former.name == Self.allName
            ? .all : .types(try former.inside.decode(Set<EventType>.self, forKey: .unlabelled))
    }

    /// Writes `"all"`, or the names in their order.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .all: try container.encode(Self.allName)
        case .types(let types): try container.encode(types.sorted())
        }
    }
}
