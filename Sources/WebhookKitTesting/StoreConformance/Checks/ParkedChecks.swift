import WebhookKit

/// Deliveries that were set aside.
struct ParkedChecks: StoreChecks {
    let trial: StoreTrial

    /// Publishes an event to one webhook and lets its leases expire until it is parked.
    private func park(_ id: String, in organization: String = "kit") async throws {
        try await publish(id, in: organization)
        try await expire(4)
        let claim = try await claim(isIdle: true)
        try expect("parked with \(id)", claim.parked, 1)
    }

    private func parked(
        of webhook: String? = nil,
        in organization: String = "kit",
        cursor: ParkedCursor? = nil,
        limit: Int = 100
    ) async throws -> ParkedPage {
        try await store.parked(
            ParkedQuery(
                scope: scope(organization),
                webhookID: webhook.map { try Webhook.ID($0) },
                cursor: cursor,
                limit: limit
            )
        )
    }

    func parkedDeliveriesAreListed() async throws {
        try await insert("wh_a")
        for id in ["evt_1", "evt_2", "evt_3"] { try await park(id) }
        try await insert("wh_b", in: "other")
        try await park("evt_4", in: "other")
        let first = try await parked(limit: 2)
        try expect("first page", first.deliveries.map { $0.eventID?.string }, ["evt_1", "evt_2"])
        try expect("webhooks", first.deliveries.map(\.webhookID.string), ["wh_a", "wh_a"])
        try expect("reasons", first.deliveries.map(\.reason), [.leasesExpired, .leasesExpired])
        guard let cursor = first.next, let second = first.deliveries.last else {
            throw BrokenPromise(message: "first of two pages: expected a cursor, got none")
        }
        try await store.requeue(.drop(second.id, scope: scope()))
        let last = try await parked(cursor: cursor, limit: 2)
        try expect("second page", last.deliveries.map { $0.eventID?.string }, ["evt_3"])
        try expect("cursor of the last page", last.next, nil)
        let all = try await parked(of: "wh_a")
        try expect("of the webhook", all.deliveries.map { $0.eventID?.string }, ["evt_1", "evt_3"])
        let foreign = try await parked(of: "wh_a", in: "other").deliveries
        try expectCount("of the webhook in another scope", foreign, 0)
        let other = try await parked(in: "other").deliveries
        try expect("in the other scope", other.map(\.webhookID.string), ["wh_b"])
        let backlog = try await store.backlog().parked
        let ids = (all.deliveries + other).map(\.id).sorted()
        try expect("ids in the backlog", backlog.sorted(), ids)
    }

    func parkedDeliveriesCanBeDropped() async throws {
        try await insert("wh_a")
        try await park("evt_1")
        guard let id = try await parked().deliveries.first?.id else {
            throw BrokenPromise(message: "list: expected a parked delivery, got none")
        }
        try await expectError(.notFound, "dropping in another scope") {
            try await store.requeue(.drop(id, scope: scope("other")))
        }
        try await store.requeue(.drop(id, scope: scope()))
        try expect("listed after dropping", try await parked().deliveries, [])
        try expect("in the backlog after dropping", try await store.backlog().parked, [])
        try expect("claimed after dropping", try await claim(isIdle: true).eventIDs, [])
        try await expectError(.notFound, "resuming what was dropped") {
            try await store.requeue(.resume(id, scope: scope()))
        }
        try await expectError(.notFound, "dropping what was dropped") {
            try await store.requeue(.drop(id, scope: scope()))
        }
        clock.advance(by: .seconds(2 * 86400))
        try expect("pruned", try await maintain().pruned, 1)
    }

    func parkingIsTold() async throws {
        try await insert("wh_a")
        try await park("evt_1")
        try await park("evt_2")
        let first = try await store.notices(NoticeRequest(limit: 10))
        try expectCount("notices of a day", first, 1)
        let listed = try await parked().deliveries.first
        if let listed { try expect("kind", first.map(\.kind), [.parked(listed)]) }
        try expect("webhook", first.map { $0.webhook?.id.string }, ["wh_a"])
        clock.advance(by: .seconds(86400))
        try await park("evt_3")
        // The first one was not acknowledged.
        let second = try await store.notices(NoticeRequest(limit: 10))
        try expectCount("notices of two days", Set(second.map(\.id)), 2)
    }

    func orderedWebhooksMayPassParkedOnes() async throws {
        try await insert("wh_a") { $0.flow.isOrdered = true }
        try await park("evt_1")
        try await publish("evt_2", "evt_3")
        let waiting = try await claim(isIdle: true)
        try expect("claimed behind a parked one", waiting.eventIDs, [])
        try expectNextDue("time to the next behind it", waiting.nextDue, nil)
        try await edit("wh_a") { $0.flow.skipsParked = true }
        let second = try await claimOne("the second event")
        try expect("claimed past it", second.event.event.id.string, "evt_2")
        try await settle(second, .succeeded)
        try await edit("wh_a") { $0.flow.skipsParked = false }
        try expect("claimed when it waits again", try await claim().eventIDs, [])
        guard let id = try await parked().deliveries.first?.id else { return }
        try await store.requeue(.drop(id, scope: scope()))
        let third = try await claimOne("the third event")
        try expect("claimed after dropping", third.event.event.id.string, "evt_3")
    }
}
