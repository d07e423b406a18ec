import WebhookKit

/// Gives a state to a snapshot in pieces that are small enough not to hold up anybody.
protocol SnapshotPieces {
    func webhooks() throws -> [SnapshotWebhook]
    /// Some events from this position on; none when there are no more.
    func events(
        from position: Position,
        within bounds: SnapshotBounds
    ) throws -> SnapshotPiece<SnapshotEvent>
    /// A webhook's log, in the order in which it came about.
    func log(
        of webhook: Int,
        within bounds: SnapshotBounds
    ) throws -> SnapshotPiece<SnapshotAttempt>
    func notices() throws -> SnapshotNotices
    /// Some rows behind this one, in an order that stays; none when there are no more.
    func rows(after id: RowID?) throws -> [StoredRow]
    /// From where on scopes keep their events.
    func kept() throws -> [Scope: Position]
}

/// What a snapshot stands for: everything up to here, which is where a journal begins.
struct SnapshotBounds: Sendable {
    let journal: JournalFile
    /// The checksum of the journal's header.
    let journalHeader: UInt64
    let store: String
    let highest: HighestNumbers

    init(
        _ state: borrowing StoreState,
        before journal: JournalFile,
        header: UInt64,
        store: String
    ) {
        self.journal = journal
        journalHeader = header
        self.store = store
        highest = HighestNumbers(
            position: state.lastPosition,
            logNumber: state.lastLogNumber,
            webhook: state.lastWebhookNumber
        )
    }

    var name: JournalFile { .snapshot(journal.number) }
}

/// Rows whose contents are still where they were, with the files to read them from.
struct SnapshotPiece<Row: Sendable>: Sendable {
    let rows: [Row]
    let files: ContentFiles
}

/// A webhook of a snapshot.
struct SnapshotWebhook: Sendable {
    let number: Int
    let record: WebhookRecord
}

/// An event of a snapshot.
struct SnapshotEvent: Sendable {
    let position: Position
    let appendedAt: Timestamp
    let place: Place
    let deliveries: [QueuedDelivery]
}

/// An attempt of a snapshot.
struct SnapshotAttempt: Sendable {
    let webhook: Int
    let position: Position
    let number: Int64
    let status: LogEntry.Status
    let limit: Int
    /// Said where attempts of the entry were left out before it.
    let ordinal: Int?
    let place: Place
}

/// The notices of a snapshot.
struct SnapshotNotices: Sendable {
    let pending: [Notice]
    let known: [Organization: Set<Notice.ID>]
}

extension StoreState {
    var snapshotWebhooks: [SnapshotWebhook] {
        webhooks.map { SnapshotWebhook(number: $0.number, record: $0.record) }
    }

    var snapshotNotices: SnapshotNotices {
        SnapshotNotices(pending: notices.pending, known: notices.knownIDs)
    }

    /// Up to a thousand rows, and not many more bytes than a line may have.
    func snapshotRows(after id: RowID?) -> [StoredRow] {
        var size = 0
        return rows.rows(after: id, limit: 1000).prefix { row in
            defer { size += row.value.count }
            return size < 4 << 20
        }
    }

    func snapshotEvents(
        from position: Position,
        within bounds: SnapshotBounds,
        at time: StoreTime
    ) -> [SnapshotEvent] {
        var size = 0
        return timeline.rows(from: position, limit: 1000)
            .prefix { row in
                defer { size += Int(row.place.count) }
                return row.position <= bounds.highest.position && size < 4 << 20
            }
            .map { row in
                SnapshotEvent(
                    position: row.position,
                    appendedAt: row.appendedAt,
                    place: row.place,
                    deliveries: row.queuedDeliveries(at: time)
                )
            }
    }

    func snapshotLog(of webhook: Int, within bounds: SnapshotBounds) -> [SnapshotAttempt] {
        let log = self.webhook(number: webhook)?.log ?? []
        let attempts = log.flatMap { row in
            let count = row.attempts.count
            return row.attempts.enumerated().map { index, attempt in
                SnapshotAttempt(
                    webhook: webhook,
                    position: row.event.position,
                    number: attempt.number,
                    status: row.status,
                    limit: log.count,
                    ordinal: attempt.ordinal == count - index ? nil : attempt.ordinal,
                    place: attempt.place
                )
            }
        }
        return attempts.filter { $0.number <= bounds.highest.logNumber }
            .sorted { $0.number < $1.number }
    }
}

extension EventRow {
    /// The deliveries, each at its index: where one of a removed webhook has gone, a gap stays.
    fileprivate func queuedDeliveries(at time: StoreTime) -> [QueuedDelivery] {
        var queued: [QueuedDelivery] = []
        for row in deliveries.sorted(by: { $0.index < $1.index }) {
            while queued.count < row.index { queued.append(.gap) }
            queued.append(row.queued(at: time))
        }
        return queued
    }
}

extension QueuedDelivery {
    /// Of a webhook that was never there, so that reading passes over it.
    fileprivate static let gap = QueuedDelivery(
        webhook: 0,
        state: DeliveryState(kind: .subscribed, generation: 0, status: .skipped, time: nil)
    )
}
