extension StoreState {
    /// Reads webhooks; see ``WebhookStore/webhooks(_:)``.
    package func webhooks(_ query: WebhookQuery) -> [WebhookRecord] {
        scopes[query.scope]?.webhooks(query) ?? []
    }

    /// Reads a page of a log; see ``WebhookStore/log(_:)``.
    package func log(_ query: LogQuery) throws(StoreError) -> LogPage {
        guard let webhook = scopes[query.scope]?.webhook(query.webhookID) else { return LogPage() }
        return try webhook.log(query, from: contents)
    }

    /// Reads parked deliveries; see ``WebhookStore/parked(_:)``.
    package func parked(_ query: ParkedQuery, at time: StoreTime) -> ParkedPage {
        deliveries.parked(query, at: time)
    }

    /// Reads events by position; see ``EventHistory/events(_:)``.
    package func events(_ query: EventQuery) throws(StoreError) -> EventPage {
        guard let scope = scopes[query.scope] else {
            return EventPage(cursor: query.firstCursor, isLast: true)
        }
        return try scope.events(query, from: contents)
    }

    /// Counts what waits; see ``WebhookStore/backlog()``.
    package func backlog(at time: StoreTime) -> Backlog {
        Backlog(of: self, at: time)
    }
}

extension Backlog {
    /// Counts; the oldest due delivery is looked for at the head of each webhook's queues.
    fileprivate init(of state: StoreState, at time: StoreTime) {
        var oldest: Uptime?
        for scope in state.scopes.all {
            for webhook in scope.webhooks {
                guard let due = webhook.candidate()?.due else { continue }
                oldest = min(oldest ?? due, due)
            }
        }
        for row in state.deliveries.suspects where row.isSendable {
            oldest = min(oldest ?? row.due, row.due)
        }
        self.init(
            waiting: state.deliveries.waiting,
            leased: state.deliveries.leases.count,
            parked: state.deliveries.parked.prefix(100).map(\.id),
            oldestDueAge: oldest.flatMap { due in
                due <= time.uptime ? due.duration(to: time.uptime) : nil
            },
            faults: Array(state.webhooks.faults.prefix(100))
        )
    }
}
