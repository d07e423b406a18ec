/// Lists events by their positions, and keeps those that are still owed to somebody.
///
/// Recovery and polling stand on it. A ``WebhookStore`` conforms that can read its events by scope and
/// position; what they are is what it appended.
public protocol EventHistory: Sendable {
    /// Reads events of a scope in the order of their positions.
    ///
    /// A page may have fewer events than its limit, even none, although others follow: the work is
    /// bounded by the page, not by what is stored. Go on after ``EventPage/cursor`` until
    /// ``EventPage/isLast``, and later from there: no event is skipped or repeated, also while others
    /// publish. That takes positions that become visible in their order, within a scope at least.
    func events(_ query: EventQuery) async throws -> EventPage

    /// Keeps a scope's events from this position on until it is told otherwise.
    ///
    /// ``WebhookStore/maintain(_:)`` removes none of them, whatever else would let it; removing the
    /// organization does. There is one mark a scope, the latest that was given, and nil lifts it: who
    /// owes events to several keeps the least. It is durable when this returns. What was removed before
    /// does not come back.
    func keepEvents(of scope: Scope, from position: Position?) async throws
}

/// Which events to read; see ``EventHistory/events(_:)``.
public struct EventQuery: Sendable, Hashable {
    /// Where a reader begins.
    public enum Start: Sendable, Hashable {
        /// Behind this position; `Position(0)` for all that are kept.
        case after(Position)
        /// With the first event that was appended then or later, by the store's clock.
        ///
        /// Append times rise with positions while nobody sets the wall clock back; around such a jump
        /// it may begin too early or too late by as much. Who must miss nothing goes by position.
        case appended(Timestamp)

        /// With this position.
        public static func at(_ position: Position) -> Start {
            .after(Position(position.number == .min ? .min : position.number - 1))
        }
    }

    /// The tenant.
    public var scope: Scope
    /// Only events of these types; of all when nil.
    public var types: Set<EventType>?
    /// Where to begin.
    public var start: Start
    /// The most to return; a page has at most a thousand.
    public var limit: Int

    /// Makes a query.
    public init(
        scope: Scope,
        types: Set<EventType>? = nil,
        start: Start = .after(Position(0)),
        limit: Int = 100
    ) {
        self.scope = scope
        self.types = types
        self.start = start
        self.limit = limit
    }
}

extension EventQuery {
    /// The cursor that a query without any event gives.
    package var firstCursor: Position {
        if case .after(let position) = start { position } else { Position(0) }
    }

    /// The most events of a page.
    package var pageSize: Int { max(0, min(limit, 1000)) }

    /// The most events that are looked at for a page: more than it holds where types are left out.
    package var reach: Int { pageSize == 0 ? 0 : types == nil ? pageSize : 1000 }

    /// Bytes of bodies from which on a page ends.
    package static let largestPage = 8 << 20
}

/// Some events of a scope; see ``EventHistory/events(_:)``.
public struct EventPage: Sendable, Hashable {
    /// The events, by rising position.
    public var events: [StoredEvent]
    /// The last position that was looked at: the next page begins behind it.
    public var cursor: Position
    /// Whether nothing was stored behind the cursor when the page was read.
    public var isLast: Bool
    /// The position of the oldest event of the scope that is still kept, of any type; nil when there is
    /// none. Who comes from before it has missed what was removed. Events behind it that nobody needed
    /// may be gone too, but for those from ``keptFrom`` on.
    public var oldest: Position?
    /// From where on events are kept; see ``EventHistory/keepEvents(of:from:)``.
    public var keptFrom: Position?

    /// Makes a page.
    public init(
        events: [StoredEvent] = [],
        cursor: Position,
        isLast: Bool,
        oldest: Position? = nil,
        keptFrom: Position? = nil
    ) {
        self.events = events
        self.cursor = cursor
        self.isLast = isLast
        self.oldest = oldest
        self.keptFrom = keptFrom
    }
}
