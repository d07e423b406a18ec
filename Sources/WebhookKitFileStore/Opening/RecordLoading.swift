import WebhookKit

extension StoreLoader {
    /// Loads what a line says; false when it refers to something unknown.
    mutating func load(_ record: Record, from file: JournalFile, at offset: Int64) -> Bool {
        switch record {
        case .header, .end:
            return true
        case .store:
            return false
        case .webhook(let number, let record):
            return load(record, number: number)
        case .health(let webhook, let health):
            return load(health, of: webhook)
        case .counters(let counters):
            return loadCounters(
                of: counters.webhook,
                skipped: counters.skipped,
                nextStart: counters.nextStart,
                startRest: counters.rest,
                responsiveness: counters.responsiveness
            )
        case .removed(let webhook):
            return removeWebhook(webhook)
        case .organizationRemoved(let organization):
            remove(organization)
            return true
        case .event(let event):
            return load(event, at: file.place(of: event.content, inLineAt: offset))
        case .deliveries(let changes):
            return load(changes)
        case .attempt(let attempt):
            return loadAttempt(
                attempt.number,
                at: file.place(of: attempt.content, inLineAt: offset),
                as: attempt.status,
                of: attempt.position,
                to: attempt.webhook,
                limit: attempt.limit,
                ordinal: attempt.ordinal
            )
        case .notice(let notice):
            load(notice)
            return true
        case .acknowledged(let ids):
            acknowledge(ids)
            return true
        case .knownNotices(let organization, let ids):
            load(known: ids, of: organization)
            return true
        case .pruned(let positions):
            var isKnown = true
            for position in positions where !prune(position) { isKnown = false }
            return isKnown
        case .row(let change):
            load(change)
            return true
        case .kept(let scope, let position):
            loadKept(scope, from: position)
            return true
        case .counts(let counts):
            return load(
                position: counts.position,
                logNumber: counts.logNumber,
                webhook: counts.webhook
            )
        }
    }

    private mutating func load(_ event: EventRecord, at place: Place) -> Bool {
        var isKnown = load(
            EventEntry(
                id: event.head.id,
                scope: event.head.scope,
                type: event.head.type,
                key: event.head.key,
                position: event.position,
                appendedAt: event.at,
                place: place
            )
        )
        guard isKnown else { return false }
        var index: Int32 = 0
        for delivery in event.deliveries {
            isKnown =
                load(
                    delivery.state,
                    index: index,
                    at: event.position,
                    webhook: delivery.webhook
                ) && isKnown
            index &+= 1
        }
        return isKnown
    }

    private mutating func load(_ changes: [DeliveryChange]) -> Bool {
        var isKnown = true
        for change in changes {
            let wasKnown = load(
                change.delivery.state,
                index: Int32(clamping: change.index),
                at: change.position,
                webhook: change.delivery.webhook
            )
            if !wasKnown { isKnown = false }
        }
        return isKnown
    }
}

extension JournalFile {
    fileprivate func place(of content: Range<Int>, inLineAt offset: Int64) -> Place {
        Place(
            file: key,
            offset: offset + Int64(content.lowerBound),
            count: UInt32(clamping: content.count)
        )
    }
}
