package import WebhookKit

/// What one line of a journal or of a snapshot says.
package enum Record: Sendable, Hashable {
    /// The first line of a file.
    case header(FileHeader)
    /// A webhook was created or changed by a person.
    case webhook(number: Int, record: WebhookRecord)
    /// A webhook's health changed.
    case health(webhook: Int, health: WebhookHealth)
    /// A webhook's counters changed.
    case counters(WebhookCounters)
    /// A webhook was removed, with its deliveries and its log.
    case removed(webhook: Int)
    /// An organization was removed, with everything that is its.
    case organizationRemoved(Organization)
    /// An event was appended, with its deliveries.
    case event(EventRecord)
    /// Deliveries have changed, or were added to events that stand there already.
    case deliveries([DeliveryChange])
    /// An attempt was logged.
    case attempt(AttemptRecord)
    /// A notice is to be handed over.
    case notice(Notice)
    /// Notices were handed over.
    case acknowledged([Notice.ID])
    /// Notices that were handed over and must not be stored again.
    case knownNotices(organization: Organization, notices: [Notice.ID])
    /// Events were pruned.
    case pruned([Position])
    /// A row was added, replaced or, without a value, removed.
    case row(RowChange)
    /// A scope's events are kept from another position on, or no more.
    case kept(Scope, from: Position?)
    /// The highest numbers that were given out.
    case counts(HighestNumbers)
    /// The last line of a snapshot.
    case end(SnapshotEnd)
    /// The only line of `store.json`.
    case store(StoreMarker)
}

/// What the first line of a file says about it.
package struct FileHeader: Sendable, Hashable {
    /// The version of the format that this code writes.
    package static let currentFormat = 2

    /// What a file is for.
    package enum File: String, Sendable, Hashable {
        case journal, snapshot
    }

    /// The version of the format.
    package var format: Int
    /// The store's own id, the same in all its files.
    package var store: String
    /// What the file is for.
    package var file: File
    /// The file's number.
    package var number: Int
    /// The length at which the journal before this one ended.
    package var previousLength: Int64?

    /// Puts a header together.
    package init(
        format: Int = FileHeader.currentFormat,
        store: String,
        file: File,
        number: Int,
        previousLength: Int64? = nil
    ) {
        self.format = format
        self.store = store
        self.file = file
        self.number = number
        self.previousLength = previousLength
    }
}

/// What the last line of a snapshot says: how far the journals were when it was complete.
///
/// Up to there they may tell of rows that the snapshot no longer has, and they must reach that far.
package struct SnapshotEnd: Sendable, Hashable {
    /// The number of the last journal.
    package var journal: Int
    /// Its length.
    package var length: Int64
    /// The checksum of its line that ended there; nil in format 1.
    package var sum: UInt64?
    /// How many lines the snapshot has before this one; nil in format 1.
    package var lines: Int?

    /// Puts an end together.
    package init(journal: Int, length: Int64, sum: UInt64? = nil, lines: Int? = nil) {
        self.journal = journal
        self.length = length
        self.sum = sum
        self.lines = lines
    }
}

/// What `store.json` says besides how far a journal was on the disk: its line has the length as what
/// was safe, and follows on the line that ended there.
package struct StoreMarker: Sendable, Hashable {
    /// The version of the format.
    package var format: Int
    /// The store's own id.
    package var store: String
    /// The number of the journal.
    package var journal: Int

    /// Puts a marker together.
    package init(format: Int = FileHeader.currentFormat, store: String, journal: Int) {
        self.format = format
        self.store = store
        self.journal = journal
    }
}

/// What changes in a webhook's record at every delivery.
package struct WebhookCounters: Sendable, Hashable {
    /// The webhook's number.
    package var webhook: Int
    /// See ``WebhookRecord/skippedEvents``.
    package var skipped: Int
    /// See ``WebhookRecord/nextStart``.
    package var nextStart: Timestamp?
    /// See ``WebhookRecord/startRest``.
    package var rest: Duration
    /// See ``WebhookRecord/responsiveness``.
    package var responsiveness: Responsiveness

    /// Puts counters together.
    package init(
        webhook: Int,
        skipped: Int,
        nextStart: Timestamp?,
        rest: Duration,
        responsiveness: Responsiveness
    ) {
        self.responsiveness = responsiveness
        self.webhook = webhook
        self.skipped = skipped
        self.nextStart = nextStart
        self.rest = rest
    }
}

/// The highest numbers that a store has given out, so that none is ever used twice.
package struct HighestNumbers: Sendable, Hashable {
    /// The highest position.
    package var position: Position
    /// The highest number of a log entry.
    package var logNumber: Int64
    /// The highest number of a webhook.
    package var webhook: Int

    /// Puts the numbers together.
    package init(position: Position, logNumber: Int64, webhook: Int) {
        self.position = position
        self.logNumber = logNumber
        self.webhook = webhook
    }
}

/// An event's record, without its body.
package struct EventRecord: Sendable, Hashable {
    /// The event's position.
    package var position: Position
    /// When it was appended, by the store's clock.
    package var at: Timestamp
    /// Its deliveries, in their order.
    package var deliveries: [QueuedDelivery]
    /// What can be told without the body.
    package var head: EventHead
    /// Where in the line the content stands; see ``EventContent/decode(_:names:)``.
    package var content: Range<Int>
}

/// What an event's content says before its body.
package struct EventHead: Sendable, Hashable {
    /// The event's id.
    package var id: Event.ID
    /// The tenant.
    package var scope: Scope
    /// What happened.
    package var type: EventType
    /// When it happened.
    package var occurredAt: Timestamp
    /// The idempotency key.
    package var key: ExactText?
    /// Which webhooks it is for.
    package var audience: Event.Audience
    /// Where the data begins in the body.
    package var dataOffset: Int
}

/// An attempt's record, without the attempt itself.
package struct AttemptRecord: Sendable, Hashable {
    /// The webhook's number.
    package var webhook: Int
    /// The event's position.
    package var position: Position
    /// The number of the log entry.
    package var number: Int64
    /// How the event stands in the log.
    package var status: LogEntry.Status
    /// How many events the webhook's log may hold.
    package var limit: Int
    /// Counts the attempts of the event; nil for the one after the last that was written.
    package var ordinal: Int?
    /// Where in the line the content stands; see ``AttemptContent/decode(_:)``.
    package var content: Range<Int>

    /// Puts a record together.
    package init(
        webhook: Int,
        position: Position,
        number: Int64,
        status: LogEntry.Status,
        limit: Int,
        ordinal: Int? = nil,
        content: Range<Int>
    ) {
        self.ordinal = ordinal
        self.webhook = webhook
        self.position = position
        self.number = number
        self.status = status
        self.limit = limit
        self.content = content
    }
}
