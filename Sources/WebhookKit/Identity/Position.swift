/// The place of an event in its store's order of commits.
///
/// Recovery and polling read by position, never by wall time, because commits have one order and
/// wall clocks jump. Positions start at 1 and are never used twice in one store.
public struct Position: Sendable, Hashable, Comparable {
    /// The number the store gave.
    public let number: Int64

    /// Makes a position from a number a store gave.
    public init(_ number: Int64) {
        self.number = number
    }

    /// The least position after this one.
    var next: Position { Position(number == .max ? .max : number + 1) }

    /// Orders positions by the commits they name.
    public static func < (lhs: Position, rhs: Position) -> Bool {
        lhs.number < rhs.number
    }
}

extension Position: Codable {
    /// Reads a single number.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes a single number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

extension Position: CustomStringConvertible {
    /// The number.
    public var description: String { "\(number)" }
}
