import WebhookKit

/// Turns the changes of one step into the journal's lines, which are read as one step again.
///
/// A row that changed several times is written once, as it is at the end.
struct ChangeLines {
    private let time: StoreTime
    private var lines: [Line] = []
    private var deliveries: [DeliveryChange] = []
    private var pruned: [Position] = []
    private var seen: Set<Seen> = []

    /// The events that were appended.
    private(set) var events: [EventRow] = []
    /// The attempts that were logged.
    private(set) var attempts: [AttemptRow] = []

    private enum Line {
        case webhook(WebhookRow)
        case health(WebhookRow)
        case counters(WebhookRow)
        case removed(Int)
        case organizationRemoved(Organization)
        case event(EventRow, index: Int)
        case attempt(AttemptRow, of: EventRow, to: WebhookRow, index: Int, limit: Int)
        case notice(Notice)
        case acknowledged([Notice.ID])
        case row(RowChange)
        case kept(Scope, from: Position?)
        case deliveries
        case pruned
    }

    private enum Seen: Hashable {
        case webhook(Int)
        case health(Int)
        case counters(Int)
        case delivery(ObjectIdentifier)
    }

    /// Begins with nothing; due times are told by this time.
    init(at time: StoreTime) {
        self.time = time
    }

    /// Adds a change.
    mutating func add(_ change: StoreChange) {
        switch change {
        case .webhook(let row):
            if seen.insert(.webhook(row.number)).inserted { lines.append(.webhook(row)) }
        case .health(let row):
            if seen.insert(.health(row.number)).inserted { lines.append(.health(row)) }
        case .counters(let row):
            if seen.insert(.counters(row.number)).inserted { lines.append(.counters(row)) }
        case .removedWebhook(let number):
            lines.append(.removed(number))
        case .removedOrganization(let organization):
            lines.append(.organizationRemoved(organization))
        case .appended(let row, let index):
            events.append(row)
            lines.append(.event(row, index: index))
        case .delivery(let row, let event, let webhook):
            guard seen.insert(.delivery(ObjectIdentifier(row))).inserted else { return }
            if deliveries.isEmpty { lines.append(.deliveries) }
            deliveries.append(
                DeliveryChange(
                    position: event.position,
                    index: Int(row.index),
                    delivery: QueuedDelivery(webhook: webhook.number, state: row.state(at: time))
                )
            )
        case .logged(let row, let event, let webhook, let index, let limit):
            attempts.append(row)
            lines.append(.attempt(row, of: event, to: webhook, index: index, limit: limit))
        case .notice(let notice):
            lines.append(.notice(notice))
        case .acknowledged(let ids):
            lines.append(.acknowledged(ids))
        case .row(let change):
            lines.append(.row(change))
        case .kept(let scope, let position):
            lines.append(.kept(scope, from: position))
        case .pruned(let position):
            if pruned.isEmpty { lines.append(.pruned) }
            pruned.append(position)
        }
    }

    /// Writes all lines, and notes in the rows where their contents will be.
    ///
    /// - Parameters:
    ///   - events: the contents of the step's events, by index.
    ///   - attempts: the contents of the step's attempts, by index.
    func write(
        events: [[UInt8]],
        attempts: [[UInt8]],
        to journal: inout Journal
    ) throws {
        for (number, line) in lines.enumerated() {
            let more = number < lines.count - 1
            switch line {
            case .webhook(let row):
                try journal.writer.webhook(number: row.number, record: row.record, more: more)
            case .health(let row):
                try journal.writer.health(
                    webhook: row.number,
                    health: row.record.health,
                    more: more
                )
            case .counters(let row):
                journal.writer.counters(row.counters, more: more)
            case .removed(let number):
                journal.writer.removed(webhook: number, more: more)
            case .organizationRemoved(let organization):
                journal.writer.organizationRemoved(organization, more: more)
            case .event(let row, let index):
                let content = events[index]
                let place = journal.writer.event(
                    position: row.position,
                    at: row.appendedAt,
                    deliveries: row.deliveries.map { $0.queued(at: time) },
                    content: content[...],
                    more: more
                )
                row.place = journal.place(of: place)
            case .attempt(let row, let event, let webhook, let index, let limit):
                let content = attempts[index]
                let place = journal.writer.attempt(
                    webhook: webhook.number,
                    position: event.position,
                    number: row.number,
                    status: webhook.status(of: row),
                    limit: limit,
                    content: content[...],
                    more: more
                )
                row.place = journal.place(of: place)
            case .notice(let notice):
                try journal.writer.notice(notice, more: more)
            case .acknowledged(let ids):
                journal.writer.acknowledged(ids, more: more)
            case .row(let change):
                journal.writer.row(change, more: more)
            case .kept(let scope, let position):
                journal.writer.kept(scope, from: position, more: more)
            case .deliveries:
                journal.writer.deliveries(deliveries, more: more)
            case .pruned:
                journal.writer.pruned(pruned, more: more)
            }
        }
    }
}

extension DeliveryRow {
    /// How the journal tells it among those of its event.
    func queued(at time: StoreTime) -> QueuedDelivery {
        var state = state(at: time)
        if isFresh { state.time = event.appendedAt }
        return QueuedDelivery(webhook: webhook.number, state: state)
    }
}

extension WebhookRow {
    fileprivate var counters: WebhookCounters {
        WebhookCounters(
            webhook: number,
            skipped: record.skippedEvents,
            nextStart: record.nextStart,
            rest: record.startRest,
            responsiveness: record.responsiveness
        )
    }

    /// How the event of an attempt stands in the log; the log may have let go of it at once.
    fileprivate func status(of attempt: AttemptRow) -> LogEntry.Status {
        log.last { $0.number == attempt.number }?.status ?? .debug
    }
}
