import WebhookKit
import WebhookKitSQL

/// Adds, changes and removes webhooks.
struct ManageStep {
    let core: StoreCore

    /// Adds a webhook; see ``WebhookStore/insert(_:limit:)``.
    func insert(_ record: WebhookRecord, limit: Int) throws(StoreError) -> WebhookRecord {
        let present = try core.scope(record.webhook.scope)
        let record = try record.created(
            at: core.time.now,
            isTaken: try present.map { (scope) throws(StoreError) in
                try core.webhookNumber(record.id, in: scope) != nil
            } ?? false,
            count: try present.map { (scope) throws(StoreError) in
                try webhookCount(of: scope)
            } ?? 0,
            limit: limit
        )
        let scope = try core.makeScope(record.webhook.scope)
        let number = core.counters.nextID()
        try core.webhookTable.insert(record, as: number, in: scope.number)
        try core.queueTable.insert(
            record,
            of: number,
            in: scope.number,
            lanes: (subscribed: core.counters.nextID(), manual: core.counters.nextID())
        )
        // Read again when it is needed: in its place among the others.
        scope.webhooks = nil
        try core.noteChange(of: scope)
        return record
    }

    private func webhookCount(of scope: ScopeEntry) throws(StoreError) -> Int {
        try core.connection.first(
            "SELECT count(*) FROM {webhooks} WHERE scope = ?1",
            scope.number
        ) { Int($0.int(0)) } ?? 0
    }

    /// Changes a webhook; see ``WebhookStore/update(_:)``.
    func update(_ update: WebhookUpdate) throws(StoreError) -> WebhookRecord {
        guard let scope = try core.scope(update.scope),
            let webhook = try core.webhook(update.id, in: scope)
        else { throw .notFound(update.id) }
        let queue = try core.queue(webhook.number)
        let old = webhook.record
        var record = old
        record.responsiveness = queue.responsiveness
        let oldest =
            update.needsOldestOpen(of: record)
            ? try core.heads.firstOpen(of: queue, webhook, pages: .max) : nil
        let notices = try update.apply(
            to: &record,
            last: Position(core.counters.position),
            at: core.time.now,
            oldestOpen: oldest.map { Position($0.event.position) }
        )
        webhook.record = record
        if record.configuration != old.configuration { webhook.hasNewConfiguration = true }
        core.touch(webhook)
        for notice in notices { try core.add(notice) }
        if record.dropped != old.dropped {
            try core.deliveries.sweep(queue.lane, of: webhook.number)
        }
        // Whatever has changed, its turn is found anew, and dispatchers look again.
        queue.adopt(record.responsiveness)
        queue.reschedule()
        core.counters.work += 1
        if record.health != old.health {
            try core.noteHealth(of: webhook, queue, was: old.health)
        }
        return queue.complete(record)
    }

    /// Removes a webhook or an organization; see ``WebhookStore/remove(_:)``.
    ///
    /// Deliveries and events are left to housekeeping, so that it takes no longer the more there are.
    func remove(_ removal: WebhookRemoval) throws(StoreError) -> Int {
        switch removal {
        case .webhook(let id, let scope):
            guard let scope = try core.scope(scope),
                let number = try core.webhookNumber(id, in: scope)
            else { return 0 }
            // It need not be readable.
            try sweepAll(of: number)
            try remove(number)
            scope.webhooks = nil
            try core.noteChange(of: scope)
            return 1
        case .organization(let organization):
            return try remove(organization)
        }
    }

    private func remove(_ organization: Organization) throws(StoreError) -> Int {
        let scopes = try core.connection.all(
            "SELECT number FROM {scopes} WHERE organization = ?1",
            organization.name
        ) { $0.int(0) }
        var count = 0
        for number in scopes {
            let webhooks = try core.connection.all(
                "SELECT number FROM {webhooks} WHERE scope = ?1",
                number
            ) { $0.int(0) }
            for webhook in webhooks { try remove(webhook) }
            count += webhooks.count
            core.counters.catalog += 1
            try core.connection.run(
                "UPDATE {scopes} SET organization = NULL, version = version + 1 WHERE number = ?1",
                number
            )
            try core.heads.removeTurns(of: number)
            try core.connection.run("DELETE FROM {kept} WHERE scope = ?1", number)
            if let entry = core.book.scopesByNumber[number] { core.book.remove(entry) }
        }
        try core.connection.run("DELETE FROM {notices} WHERE organization = ?1", organization.name)
        try core.connection.run("DELETE FROM {outbox} WHERE organization = ?1", organization.name)
        return count
    }

    /// Has everything swept that waits for a webhook.
    private func sweepAll(of webhook: Int64) throws(StoreError) {
        var lanes = core.queues[webhook].map { [$0.lane, $0.manualLane] }
        if lanes == nil {
            lanes = try core.connection.first(
                "SELECT lane, manual_lane FROM {queues} WHERE webhook = ?1",
                webhook
            ) { [$0.int(0), $0.int(1)] }
        }
        if lanes == nil {
            // Without its queue's row nobody else knows them.
            lanes = try core.connection.all(
                "SELECT DISTINCT lane FROM {deliveries} WHERE webhook = ?1 AND lane IS NOT NULL",
                webhook
            ) { $0.int(0) }
        }
        for lane in lanes ?? [] { try core.deliveries.sweep(lane, of: webhook) }
    }

    private func remove(_ webhook: Int64) throws(StoreError) {
        let queue = try core.readable { () throws(StoreError) in try core.queue(webhook) }
        if let queue {
            if queue.logged > 0 { try WebhookLog(core: core).trim(queue, by: queue.logged) }
            core.counters.waiting -= queue.waiting
            core.counters.leased -= queue.leased
        }
        // What is leased may be of a queue that was swept before.
        try core.connection.run(
            """
            INSERT INTO {sweeps} (lane, webhook, after)
            SELECT DISTINCT d.lane, l.webhook, -1 FROM {leases} l
            JOIN {deliveries} d ON d.number = l.number
            WHERE l.webhook = ?1 AND d.lane IS NOT NULL
            ON CONFLICT (lane) DO UPDATE SET after = -1
            """,
            webhook
        )
        try core.connection.run("DELETE FROM {leases} WHERE webhook = ?1", webhook)
        try core.connection.run("DELETE FROM {suspects} WHERE webhook = ?1", webhook)
        try core.connection.run("DELETE FROM {parked} WHERE webhook = ?1", webhook)
        core.queues[webhook] = nil
        if let entry = core.book.webhooks[webhook] { core.book.remove(entry) }
        // Its queue goes with it.
        try core.connection.run("DELETE FROM {webhooks} WHERE number = ?1", webhook)
    }
}
