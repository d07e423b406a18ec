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
        if let row = state.webhooks[number] {
            row.record = record
            row.unread = nil
            return true
        }
        let scope = state.scopes.make(record.webhook.scope)
        return state.webhooks.load(record, number: number, in: scope)
    }

    /// Adds or replaces a webhook that cannot be read.
    ///
    /// - Parameter placeholder: Its id and scope, and else something that can be read.
    package mutating func load(
        _ record: UnreadJSON,
        as placeholder: WebhookRecord,
        number: Int
    ) -> Bool {
        guard load(placeholder, number: number) else { return false }
        state.webhooks[number]?.unread = UnreadWebhook(record: record)
        return true
    }

    /// Replaces a webhook's health.
    package mutating func load(_ health: Decoded<WebhookHealth>, of number: Int) -> Bool {
        guard let row = state.webhooks[number] else { return false }
        if case .value(let value) = health { row.record.health = value }
        switch (row.unread?.record, health) {
        case (nil, .value): row.unread = nil
        case (nil, .unread): row.unread = UnreadWebhook(health: health)
        case (.some, _): row.unread?.health = health
        }
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
        guard let row = state.webhooks[number] else { return false }
        row.record.skippedEvents = skipped
        row.record.nextStart = nextStart
        row.record.startRest = startRest
        row.record.responsiveness = responsiveness
        row.unread?.hasCounters = true
        return true
    }

    /// Removes a webhook with its log; its deliveries count as skipped.
    package mutating func removeWebhook(_ number: Int) -> Bool {
        guard let row = state.webhooks[number] else { return false }
        _ = row.scope.removeWebhook(row.record.id)
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
        guard
            entry.position > state.events.lastPosition
                || state.events.timeline.isEmpty(from: entry.position)
        else { return false }
        let scope = state.scopes.make(entry.scope)
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
        return state.events.insert(row)
    }

    /// Adds or replaces the delivery of this number of the event at this position.
    package mutating func load(
        _ state: DeliveryState,
        index: Int32,
        at position: Position,
        webhook: Int
    ) -> Bool {
        guard let event = self.state.events.timeline.row(at: position),
            (0..<Self.highestIndex) ~= index
        else { return false }
        return load(state, index, of: event, to: webhook)
    }

    private mutating func load(
        _ state: DeliveryState,
        _ index: Int32,
        of event: EventRow,
        to number: Int
    ) -> Bool {
        guard let webhook = self.state.webhooks[number] else {
            // One that has been removed since takes nothing.
            return number <= self.state.webhooks.lastNumber
        }
        let row: DeliveryRow
        if let present = event.delivery(index) {
            row = present
            row.load(state)
        } else {
            row = DeliveryRow(state, of: event, to: webhook)
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

    /// Moves or lifts the mark from which on a scope's events are kept.
    package mutating func loadKept(_ scope: Scope, from position: Position?) {
        let row = state.scopes.make(scope)
        // Everything is looked at once when all is loaded.
        row.releasedTo = Position(.max)
        row.keep(from: position)
    }

    /// Removes an event.
    package mutating func prune(_ position: Position) -> Bool {
        guard let row = state.events.timeline.row(at: position) else { return false }
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
        state.logs.load(lastNumber: number)
        guard let webhook = state.webhooks[webhook],
            let event = state.events.timeline.row(at: position)
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

    /// Adds, replaces or removes a row.
    package mutating func load(_ change: RowChange) {
        state.rows[change.id] = change.value
    }

    /// Takes over high-water marks.
    package mutating func load(position: Position, logNumber: Int64, webhook: Int) -> Bool {
        guard position.number < Self.highestNumber, logNumber < Self.highestNumber,
            webhook < WebhookBook.highestNumber
        else { return false }
        state.events.load(lastPosition: position)
        state.logs.load(lastNumber: logNumber)
        state.webhooks.load(lastNumber: webhook)
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
