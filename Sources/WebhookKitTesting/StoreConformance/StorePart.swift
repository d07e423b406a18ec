/// The parts that a store may have, each a port of its own.
public enum StorePart: String, CaseIterable, Sendable, Hashable {
    /// `WebhookStore`: what sending needs.
    case sending
    /// `RowStore`: what the chapters beside sending are kept in.
    case rows
    /// `EventHistory`: events by their positions.
    case history
}

extension StorePromise {
    /// The part of a store that makes this promise.
    public var part: StorePart {
        if rawValue.hasPrefix("rows") { return .rows }
        return rawValue.hasPrefix("history") ? .history : .sending
    }
}
