public import WebhookKit

/// One call of a ``FaultyStore``, as plans see it.
public struct StoreCall: Sendable, Hashable {
    /// The requirements of `WebhookStore`, `RowStore` and `EventHistory`, by name, and ``claim``.
    ///
    /// A call of `settle` that claims too is one of each: plans are asked about both, and either fault
    /// makes the whole call fail.
    public enum Verb: String, CaseIterable, Sendable, Hashable {
        /// The requirement of the same name.
        case append, settle, requeue, insert, update, webhooks, remove, log, notices
        /// The requirement of the same name.
        case maintain, backlog, parked
        /// The requirement of the same name.
        case change, row, rows, events, keepEvents
        /// A call of `settle` that claims.
        case claim
    }

    /// What is called.
    public let verb: Verb
    /// Counts the calls of this verb, from 1.
    public let number: Int
    /// Counts the calls of all verbs, from 1.
    public let total: Int
}

/// What a failing call of a ``FaultyStore`` does.
public enum PlannedFault: Sendable {
    /// Throws and does nothing.
    case before(StoreError)
    /// Does everything and then throws, as when the answer is lost; mostly
    /// `StoreError/Code/outcomeUnknown`.
    case after(StoreError)
    /// Does nothing, and the process is dead from here on.
    case crashBefore
    /// Does everything, but the process dies before it learns of it.
    case crashAfter
}
