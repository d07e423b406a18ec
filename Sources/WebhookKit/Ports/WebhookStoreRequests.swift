/// Results to record and deliveries to claim, in one commit; see ``WebhookStore/settle(_:)``.
public struct SettleRequest: Sendable {
    /// The results; none to claim only.
    public var settlements: [Settlement]
    /// Notices that belong to no delivery, such as that the sender is suspect.
    public var notices: [Notice]
    /// How many events a webhook's log keeps.
    public var logLimit: Int
    /// What to lease when the results are recorded; nil to lease nothing.
    public var claim: ClaimRequest?

    /// Makes a request.
    public init(
        settlements: [Settlement] = [],
        notices: [Notice] = [],
        logLimit: Int = 100,
        claim: ClaimRequest? = nil
    ) {
        self.settlements = settlements
        self.notices = notices
        self.logLimit = logLimit
        self.claim = claim
    }

    /// Whether there is something to record besides the claim: what must be durable when the call
    /// returns, where a lease need not be.
    public var recordsResults: Bool { !settlements.isEmpty || !notices.isEmpty }
}

/// What became of a ``SettleRequest``.
public struct SettleReport: Sendable {
    /// One result for each settlement, in order.
    public var results: [SettlementResult]
    /// What was leased; nil when no claim was asked for.
    public var claim: Claim?

    /// Makes a report.
    public init(results: [SettlementResult] = [], claim: Claim? = nil) {
        self.results = results
        self.claim = claim
    }
}

/// What became of a settlement.
public enum SettlementResult: Sendable, Hashable {
    /// It is recorded; ``SettlementEffects`` says what followed.
    case settled(SettlementEffects)
    /// Its lease is stale: nothing has changed.
    case fenced
}

/// A delivery to queue by hand; see ``WebhookStore/requeue(_:)``.
public enum RequeueRequest: Sendable, Hashable {
    /// Sends a stored event once to one webhook, whatever happened before, as a new delivery with
    /// this id (D-14).
    case resend(Event.ID, to: Webhook.ID, scope: Scope, as: Delivery.ID)
    /// Lets a parked delivery be tried again (D-13).
    case resume(Delivery.ID, scope: Scope)
    /// Gives a parked delivery up for good, by ``Delivery/drop()``.
    case drop(Delivery.ID, scope: Scope)
}

/// Which webhooks to read; see ``WebhookStore/webhooks(_:)``.
public struct WebhookQuery: Sendable, Hashable {
    /// The tenant.
    public var scope: Scope
    /// Only this webhook; all when nil.
    public var id: Webhook.ID?
    /// Only those after this id: the last one of the page before.
    public var after: Webhook.ID?
    /// The most to return.
    public var limit: Int

    /// Makes a query.
    public init(
        scope: Scope,
        id: Webhook.ID? = nil,
        after: Webhook.ID? = nil,
        limit: Int = 1000
    ) {
        self.scope = scope
        self.id = id
        self.after = after
        self.limit = limit
    }
}

/// What to remove; see ``WebhookStore/remove(_:)``.
public enum WebhookRemoval: Sendable, Hashable {
    /// One webhook.
    case webhook(Webhook.ID, scope: Scope)
    /// Everything of an organization: webhooks, events, deliveries, logs, notices, rows.
    case organization(Organization)
}

/// Which part of a webhook's log to read; see ``WebhookStore/log(_:)``.
public struct LogQuery: Sendable, Hashable {
    /// The webhook.
    public var webhookID: Webhook.ID
    /// Its tenant.
    public var scope: Scope
    /// Continues a page; nil for the newest.
    public var cursor: LogCursor?
    /// The most entries to return.
    public var limit: Int

    /// Makes a query.
    public init(webhookID: Webhook.ID, scope: Scope, cursor: LogCursor? = nil, limit: Int = 20) {
        self.webhookID = webhookID
        self.scope = scope
        self.cursor = cursor
        self.limit = limit
    }
}

/// A place in a webhook's log: what a store gave with a page.
public struct LogCursor: Sendable, Hashable, Codable {
    /// The store's number of the last entry of the page; numbers rise with time.
    public let number: Int64

    /// Makes a cursor; only stores do.
    public init(number: Int64) {
        self.number = number
    }
}

/// A page of a webhook's log.
public struct LogPage: Sendable, Hashable {
    /// The entries, newest first.
    public var entries: [LogEntry]
    /// Where older ones begin; nil when there are none.
    public var next: LogCursor?

    /// Makes a page.
    public init(entries: [LogEntry] = [], next: LogCursor? = nil) {
        self.entries = entries
        self.next = next
    }
}

/// Notices to forget and to hand out; see ``WebhookStore/notices(_:)``.
public struct NoticeRequest: Sendable, Hashable {
    /// Notices that have been handed to the notifier.
    public var acknowledging: [Notice.ID]
    /// The most to hand out now.
    public var limit: Int
    /// How long the others may not have them.
    public var lease: Duration

    /// Makes a request.
    public init(acknowledging: [Notice.ID] = [], limit: Int, lease: Duration = .seconds(60)) {
        self.acknowledging = acknowledging
        self.limit = limit
        self.lease = lease
    }
}

/// How much housekeeping to do; see ``WebhookStore/maintain(_:)``.
public struct MaintenanceRequest: Sendable, Hashable {
    /// The most rows to change in this step.
    public var limit: Int
    /// How long events stay readable.
    public var recoveryWindow: Duration

    /// Makes a request.
    public init(limit: Int = 500, recoveryWindow: Duration = .seconds(86400)) {
        self.limit = limit
        self.recoveryWindow = recoveryWindow
    }
}

/// What a piece of housekeeping did.
public struct MaintenanceReport: Sendable, Hashable {
    /// Deliveries marked skipped.
    public var skipped: Int
    /// Events removed.
    public var pruned: Int
    /// Whether there is more to do at once.
    public var hasMore: Bool

    /// Makes a report.
    public init(skipped: Int = 0, pruned: Int = 0, hasMore: Bool = false) {
        self.skipped = skipped
        self.pruned = pruned
        self.hasMore = hasMore
    }
}

/// What waits in a store.
public struct Backlog: Sendable, Hashable {
    /// Deliveries that wait, whether due or not; void ones count until they are swept.
    public var waiting: Int
    /// Deliveries that workers have.
    public var leased: Int
    /// Deliveries set aside (D-13), the first hundred of them.
    public var parked: [Delivery.ID]
    /// How long the oldest due delivery has been due; nil when none is.
    public var oldestDueAge: Duration?
    /// Rows that were met and cannot be read, the first hundred of them; each alone is out of order.
    public var faults: [StoreFault]

    /// Makes a count.
    public init(
        waiting: Int = 0,
        leased: Int = 0,
        parked: [Delivery.ID] = [],
        oldestDueAge: Duration? = nil,
        faults: [StoreFault] = []
    ) {
        self.waiting = waiting
        self.leased = leased
        self.parked = parked
        self.oldestDueAge = oldestDueAge
        self.faults = faults
    }
}
