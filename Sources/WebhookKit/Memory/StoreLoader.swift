/// Makes a ``StoreState`` anew from what a journal says, row by row.
///
/// Each method says whether it knew what the row refers to. Rows may come twice; the later one
/// counts. Nothing is queued before ``finish(keeping:)``, so that a million rows cost no more than they must.
package struct StoreLoader: ~Copyable {
    var state: StoreState
    let time: StoreTime

    /// Begins with nothing, at this time: due times of the journal become monotonic by it.
    package init(contents: any RowContents, at time: StoreTime) {
        state = StoreState(contents: contents, notesChanges: true)
        self.time = time
    }

    // MARK: Webhooks

    /// Adds or replaces a webhook.
    package mutating func load(_ record: WebhookRecord, number: Int) -> Bool {
        if let row = state.numbered[number] {
            row.record = record
            row.unread = nil
            return true
        }
        let scope = state.makeScopeRow(record.webhook.scope)
        let (index, isTaken) = scope.place(of: record.id)
        guard !isTaken, (1..<Int.max / 2) ~= number else { return false }
        let row = WebhookRow(record, number: number, in: scope)
        scope.webhooks.insert(row, at: index)
        state.numbered[number] = row
        state.lastWebhookNumber = max(state.lastWebhookNumber, number)
        return true
    }

    /// Replaces a webhook's counters.
    package mutating func loadCounters(
        of number: Int,
        skipped: Int,
        nextStart: Timestamp?,
        startRest: Duration,
        responsiveness: Responsiveness
    ) -> Bool {
        guard let row = state.numbered[number] else { return false }
        row.record.skippedEvents = skipped
        row.record.nextStart = nextStart
        row.record.startRest = startRest
        row.record.responsiveness = responsiveness
        row.unread?.hasCounters = true
        return true
    }

    /// Removes a webhook with its log; its deliveries count as skipped.
    package mutating func removeWebhook(_ number: Int) -> Bool {
        guard let row = state.numbered[number] else { return false }
        let (index, isFound) = row.scope.place(of: row.record.id)
        if isFound { row.scope.webhooks.remove(at: index) }
        state.forget(row)
        return true
    }

    /// Removes all of an organization.
    package mutating func remove(_ organization: Organization) {
        _ = state.remove(organization)
    }

    // MARK: Events and deliveries

    /// An event as a journal tells it, without its content.
    package struct EventEntry {
        package var id: Event.ID
        package var scope: Scope
        package var type: EventType
        package var key: ExactText?
        package var position: Position
        package var appendedAt: Timestamp
        package var place: Place

        package init(
            id: Event.ID,
            scope: Scope,
            type: EventType,
            key: ExactText?,
            position: Position,
            appendedAt: Timestamp,
            place: Place
        ) {
            self.id = id
            self.scope = scope
            self.type = type
            self.key = key
            self.position = position
            self.appendedAt = appendedAt
            self.place = place
        }
    }

    /// Adds an event without deliveries; positions must rise.
    package mutating func load(_ entry: EventEntry) -> Bool {
        guard (1..<Self.highestNumber) ~= entry.position.number else { return false }
        guard entry.position > state.lastPosition || state.timeline.isEmpty(from: entry.position)
        else { return false }
        let scope = state.makeScopeRow(entry.scope)
        let row = EventRow(
            id: entry.id,
            type: entry.type,
            key: entry.key,
            position: entry.position,
            appendedAt: entry.appendedAt,
            place: entry.place,
            held: nil,
            in: scope,
            at: time.uptime(at: min(entry.appendedAt, time.now))
        )
        guard state.insert(row) else { return false }
        state.lastPosition = max(state.lastPosition, entry.position)
        return true
    }

    /// Adds or replaces the delivery of this number of the event at this position.
    package mutating func load(
        _ state: DeliveryState,
        index: Int32,
        at position: Position,
        webhook: Int
    ) -> Bool {
        guard let event = self.state.timeline.row(at: position), (0..<Self.highestIndex) ~= index
        else { return false }
        return load(state, index, of: event, to: webhook)
    }

    private mutating func load(
        _ state: DeliveryState,
        _ index: Int32,
        of event: EventRow,
        to number: Int
    ) -> Bool {
        guard let webhook = self.state.numbered[number] else {
            // One that has been removed since takes nothing.
            return number <= self.state.lastWebhookNumber
        }
        let row: DeliveryRow
        if let present = event.delivery(index) {
            row = present
            row.load(state)
        } else {
            row = DeliveryRow(state, of: event, to: webhook)
            webhook.references += 1
            event.add(row, index: index)
        }
        let instant = state.time ?? event.appendedAt
        // A due time absurdly far ahead comes from a clock that has jumped back since.
        row.due = time.uptime(at: min(instant, time.now.advanced(by: Self.longestWait)))
        return true
    }

    /// More deliveries than one event ever has.
    private static let highestIndex: Int32 = 1 << 20

    /// Higher than any number that counting up from one reaches.
    private static let highestNumber = Int64.max / 2

    /// Longer than any policy plans ahead.
    private static let longestWait = Duration.seconds(31 * 86400)

    /// Removes an event.
    package mutating func prune(_ position: Position) -> Bool {
        guard let row = state.timeline.row(at: position) else { return false }
        for delivery in row.deliveries where delivery.isOpen { delivery.skip() }
        state.prune(row)
        return true
    }

    // MARK: Logs, notices, counts

    /// Adds an attempt to a webhook's log, unless it is there.
    ///
    /// - Parameter ordinal: Counts the attempts of the entry; nil for the one after its last.
    package mutating func loadAttempt(
        _ number: Int64,
        at place: Place,
        as status: LogEntry.Status,
        of position: Position,
        to webhook: Int,
        limit: Int,
        ordinal: Int? = nil
    ) -> Bool {
        guard number < Self.highestNumber else { return false }
        state.lastLogNumber = max(state.lastLogNumber, number)
        guard let webhook = state.numbered[webhook], let event = state.timeline.row(at: position)
        else {
            return false
        }
        guard number > webhook.lastLogNumber else { return true }
        let row = AttemptRow(number: number, place: place, held: nil)
        // More than the numbers of the store there cannot be.
        if let ordinal, ordinal > 0, ordinal <= number { row.ordinal = ordinal }
        state.log(row, as: status, of: event, to: webhook, limit: limit)
        return true
    }

    /// Adds a notice, unless its id is known.
    package mutating func load(_ notice: Notice) {
        _ = state.notices.add(notice)
    }

    /// Notes which notices were stored ever.
    package mutating func load(known ids: [Notice.ID], of organization: Organization) {
        state.notices.note(ids, of: organization)
    }

    /// Forgets notices that were handed out.
    package mutating func acknowledge(_ ids: [Notice.ID]) {
        _ = state.notices.forget(ids)
    }

    /// Takes over high-water marks.
    package mutating func load(position: Position, logNumber: Int64, webhook: Int) -> Bool {
        guard position.number < Self.highestNumber, logNumber < Self.highestNumber,
            webhook < Int.max / 2
        else { return false }
        state.lastPosition = max(state.lastPosition, position)
        state.lastLogNumber = max(state.lastLogNumber, logNumber)
        state.lastWebhookNumber = max(state.lastWebhookNumber, webhook)
        return true
    }
}

extension EventRow {
    fileprivate func delivery(_ index: Int32) -> DeliveryRow? {
        var next = latest
        while let row = next, row.index != index { next = row.previous }
        return next
    }
}
