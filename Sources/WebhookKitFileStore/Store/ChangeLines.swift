import WebhookKit

/// Turns the changes of one step into the journal's lines, which are read as one step again.
///
/// A row that changed several times is written once, as it is at the end.
struct ChangeLines {
    private let time: StoreTime
    private var lines: [StoreChange] = []
    private var deliveries: [DeliveryChange] = []
    private var pruned: [Position] = []
    private var seen: Set<Seen> = []

    /// The events that were appended.
    private(set) var events: [EventRow] = []
    /// The attempts that were logged.
    private(set) var attempts: [AttemptRow] = []

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
            guard seen.insert(.webhook(row.number)).inserted else { return }
        case .health(let row):
            guard seen.insert(.health(row.number)).inserted else { return }
        case .counters(let row):
            guard seen.insert(.counters(row.number)).inserted else { return }
        case .appended(let row, _):
            events.append(row)
        case .logged(let row, _, _, _, _):
            attempts.append(row)
        case .delivery(let row, let event, let webhook):
            guard seen.insert(.delivery(ObjectIdentifier(row))).inserted else { return }
            deliveries.append(
                DeliveryChange(
                    position: event.position,
                    index: Int(row.index),
                    delivery: QueuedDelivery(webhook: webhook.number, state: row.state(at: time))
                )
            )
            // One line tells of all, where the first stands.
            guard deliveries.count == 1 else { return }
        case .pruned(let position):
            pruned.append(position)
            guard pruned.count == 1 else { return }
        case .removedWebhook, .removedOrganization, .notice, .acknowledged, .row, .kept:
            break
        }
        lines.append(change)
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
            try write(line, events, attempts, to: &journal, more: number < lines.count - 1)
        }
    }

    private func write(
        _ line: StoreChange,
        _ events: [[UInt8]],
        _ attempts: [[UInt8]],
        to journal: inout Journal,
        more: Bool
    ) throws {
        switch line {
        case .webhook(let row):
            let entry = WebhookEntry(number: row.number, record: row.record)
            try journal.writer.write(entry, more: more)
        case .health(let row):
            let change = HealthChange(webhook: row.number, health: row.record.health)
            try journal.writer.write(change, more: more)
        case .counters(let row):
            journal.writer.write(WebhookCounters(row), more: more)
        case .removedWebhook(let number):
            journal.writer.write(RemovedWebhook(webhook: number), more: more)
        case .removedOrganization(let organization):
            journal.writer.write(RemovedOrganization(organization), more: more)
        case .appended(let row, let index):
            let place = journal.writer.event(
                position: row.position,
                at: row.appendedAt,
                deliveries: row.deliveries.map { $0.queued(at: time) },
                content: events[index][...],
                more: more
            )
            row.place = journal.place(of: place)
        case .logged(let row, let event, let webhook, let index, let limit):
            let place = journal.writer.attempt(
                webhook: webhook.number,
                position: event.position,
                number: row.number,
                status: webhook.status(of: row),
                limit: limit,
                content: attempts[index][...],
                more: more
            )
            row.place = journal.place(of: place)
        case .delivery:
            journal.writer.write(DeliveryChanges(deliveries), more: more)
        case .pruned:
            journal.writer.write(PrunedEvents(pruned), more: more)
        case .notice(let notice):
            try journal.writer.write(NoticeEntry(notice), more: more)
        case .acknowledged(let ids):
            journal.writer.write(AcknowledgedNotices(ids), more: more)
        case .row(let change):
            journal.writer.write(RowEntry(change), more: more)
        case .kept(let scope, let position):
            journal.writer.write(KeptEvents(scope, from: position), more: more)
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
    /// How the event of an attempt stands in the log; the log may have let go of it at once.
    fileprivate func status(of attempt: AttemptRow) -> LogEntry.Status {
        log.last { $0.number == attempt.number }?.status ?? .debug
    }
}
