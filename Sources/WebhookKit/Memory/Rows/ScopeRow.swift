/// A tenant.
package final class ScopeRow {
    package let scope: Scope
    /// Its webhooks in the order of their ids.
    private(set) var webhooks: [WebhookRow] = []
    var events: [Event.ID: EventRow] = [:]
    var keys: [ExactText: EventRow] = [:]
    /// The events by position. Few removed ones may stay in it, since there may be many scopes.
    var timeline = Timeline(slack: 8)
    /// From where on its events are kept; see ``EventHistory/keepEvents(of:from:)``.
    private(set) var keptFrom: Position?
    /// Up to where events that were kept have been looked at again.
    var releasedTo = Position(.max)
    /// Whether that is still to be done.
    var isReleasing = false

    /// Its webhooks that may have something to claim, in turn, by group.
    var turns = PerGroup(FIFO<Turn>())
    /// Whether it stands in the group's rotation of scopes.
    var isInTurn = PerGroup(false)

    init(_ scope: Scope) {
        self.scope = scope
    }
}

extension ScopeRow {
    /// Where the webhook is in the sorted list, or where it would go.
    func place(of id: Webhook.ID) -> (index: Int, isFound: Bool) {
        var (low, high) = (0, webhooks.count)
        while low < high {
            let middle = (low + high) / 2
            if webhooks[middle].record.id < id { low = middle + 1 } else { high = middle }
        }
        return (low, low < webhooks.count && webhooks[low].record.id == id)
    }

    func webhook(_ id: Webhook.ID) -> WebhookRow? {
        let (index, isFound) = place(of: id)
        return isFound ? webhooks[index] : nil
    }

    /// Puts a webhook where ``place(of:)`` has said.
    func insert(_ webhook: WebhookRow, at index: Int) {
        webhooks.insert(webhook, at: index)
    }

    /// Takes a webhook out of the list.
    func removeWebhook(_ id: Webhook.ID) -> WebhookRow? {
        let (index, isFound) = place(of: id)
        return isFound ? webhooks.remove(at: index) : nil
    }

    /// Takes all webhooks out of the list.
    func removeWebhooks() -> [WebhookRow] {
        defer { webhooks = [] }
        return webhooks
    }

    /// Reads webhooks; see ``WebhookStore/webhooks(_:)``.
    func webhooks(_ query: WebhookQuery) -> [WebhookRecord] {
        var rows = webhooks[...]
        if let after = query.after {
            let (index, isFound) = place(of: after)
            rows = rows.dropFirst(isFound ? index + 1 : index)
        }
        if let id = query.id { rows = rows.filter { $0.record.id == id }[...] }
        return rows.lazy.filter { !$0.isSetAside }.prefix(max(0, query.limit)).map(\.record)
    }
}

extension ScopeRow {
    /// Whether an event at this position is still owed to somebody.
    func keeps(_ position: Position) -> Bool {
        keptFrom.map { position >= $0 } ?? false
    }

    /// Moves or lifts the mark.
    func keep(from mark: Position?) {
        let position = mark.map { Position(max(0, min($0.number, .max - 1))) }
        // Events that a lower mark keeps were perhaps never looked at since.
        if let position { releasedTo = min(releasedTo, Position(max(0, position.number - 1))) }
        keptFrom = position
    }

    /// Whether there may be events that a mark no longer keeps.
    var hasReleased: Bool { keptFrom.map { releasedTo.number < $0.number - 1 } ?? true }

    /// Reads events by position; see ``EventHistory/events(_:)``.
    func events(_ query: EventQuery, from contents: any RowContents) throws(StoreError) -> EventPage
    {
        let start = timeline.position(before: query.start)
        var page = EventPage(
            cursor: start,
            isLast: false,
            oldest: timeline.oldest,
            keptFrom: keptFrom
        )
        var size = 0
        for row in timeline.look(after: start, limit: query.reach) {
            guard page.events.count < query.pageSize, size < EventQuery.largestPage else { break }
            page.cursor = row.position
            guard !row.isRemoved, query.types?.contains(row.type) ?? true else { continue }
            let event = try contents.event(of: row)
            size += event.body.count
            page.events.append(
                StoredEvent(event: event, position: row.position, appendedAt: row.appendedAt)
            )
        }
        page.isLast = timeline.look(after: page.cursor, limit: 1).isEmpty
        return page
    }
}
