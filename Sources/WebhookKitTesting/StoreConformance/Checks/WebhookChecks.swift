import WebhookKit

/// Webhooks: inserted, read, changed and removed.
struct WebhookChecks: StoreChecks {
    let trial: StoreTrial

    func recordsRoundTrip() async throws {
        clock.advance(by: .milliseconds(7))
        let webhook = try StoreFixtures.elaborateWebhook("wh_a", scope: scope())
        var expected = StoreFixtures.record(webhook)
        let inserted = try await store.insert(expected, limit: 50)
        expected.webhook.createdAt = clock.now
        expected.webhook.modifiedAt = clock.now
        try expect("inserted record", inserted, expected)
        try expect("name", try await record("wh_a").webhook.name, StoreFixtures.oddName)
        try expect("record", try await record("wh_a"), expected)
        try expect("secrets", try await record("wh_a").secrets.bytes, Array(0...255))
    }

    func parallelInsertsKeepTheLimit() async throws {
        let (store, scope) = (store, try scope())
        let outcomes = try await withThrowingTaskGroup(of: StoreError.Code?.self) { group in
            for index in 0..<100 {
                group.addTask {
                    let webhook = try StoreFixtures.webhook("wh_\(index)", scope: scope)
                    do {
                        _ = try await store.insert(StoreFixtures.record(webhook), limit: 50)
                        return nil
                    } catch let error as StoreError {
                        return error.code
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try expect("inserted", outcomes.count { $0 == nil }, 50)
        try expect("refused", outcomes.count { $0 == .limit }, 50)
        try expectCount("stored", try await store.webhooks(WebhookQuery(scope: scope)), 50)
        try await insert("wh_other", in: "other", limit: 50)
    }

    func takenWebhookIDIsRefused() async throws {
        let first = try await insert("wh_a")
        try await expectError(.conflict, "inserting a taken id") {
            try await insert("wh_a") { $0.name = "another" }
        }
        try expect("the first one", try await record("wh_a"), first)
    }

    func staleRevisionsAreRefused() async throws {
        let first = try await insert("wh_a")
        var webhook = first.webhook
        webhook.name = "second"
        clock.advance(by: .seconds(1))
        let edit = WebhookChange.edit(WebhookEdit(webhook.settings))
        let second = try await change("wh_a", edit, expecting: 1)
        try expect("revision", second.webhook.revision, 2)
        try expect("modified", second.webhook.modifiedAt, clock.now)
        try expect("created", second.webhook.createdAt, first.webhook.createdAt)
        webhook.name = "third"
        let stale = WebhookChange.edit(WebhookEdit(webhook.settings))
        try await expectError(.conflict, "an edit of revision 1") {
            try await change("wh_a", stale, expecting: 1)
        }
        try expect("name", try await record("wh_a").webhook.name, "second")
    }

    func unknownWebhooksAreNotChanged() async throws {
        try await insert("wh_a")
        let secrets = WebhookChange.secrets(SealedSecrets(bytes: [1]))
        try await expectError(.notFound, "changing an unknown webhook") {
            try await change("wh_b", secrets)
        }
        let changed = try await change("wh_a", secrets)
        try expect("changed secrets", changed.secrets.bytes, [1])
        try expect("stored secrets", try await record("wh_a").secrets.bytes, [1])
    }

    func updatesStoreTheirNotices() async throws {
        try await insert("wh_a")
        let inactive = try await changeHealth("wh_a", .deactivate(.gone))
        guard case .inactive(let deactivation) = inactive.health.state else {
            throw BrokenPromise(message: "deactivating: expected inactive")
        }
        let first = try await notices()
        try expect("notices", first.map(\.kind), [.deactivated(deactivation)])
        try expect("webhook", first.map { $0.webhook?.id.string }, ["wh_a"])
        try await changeHealth("wh_a", .activate)
        try expect("then", try await notices().map(\.kind), [.reactivated(deactivation)])
    }

    func webhooksAreReadInOrder() async throws {
        for id in ["wh_c", "wh_a", "wh_d", "wh_b"] { try await insert(id) }
        var query = try WebhookQuery(scope: scope(), limit: 3)
        try expect(
            "first page",
            try await store.webhooks(query).map(\.id.string),
            ["wh_a", "wh_b", "wh_c"]
        )
        query.after = try Webhook.ID("wh_c")
        try expect("second page", try await store.webhooks(query).map(\.id.string), ["wh_d"])
        query = try WebhookQuery(scope: scope(), id: Webhook.ID("wh_x"))
        try expectCount("an unknown id", try await store.webhooks(query), 0)
    }

    func scopesAreIsolated() async throws {
        let record = try await insert("wh_a")
        try await deliver("evt_1")
        let other = try scope("other")
        let id = record.id
        try expectCount("read", try await store.webhooks(WebhookQuery(scope: other)), 0)
        try expect("log", try await log("wh_a", in: "other"), LogPage())
        try await expectError(.notFound, "update") {
            try await change("wh_a", .secrets(SealedSecrets(bytes: [1])), in: "other")
        }
        try await expectError(.notFound, "resend") {
            try await store.requeue(
                .resend(Event.ID("evt_1"), to: id, scope: other, as: Delivery.ID("dlv_1"))
            )
        }
        try expect("removed", try await store.remove(.webhook(id, scope: other)), 0)
        try expect("untouched", try await self.record("wh_a").secrets, record.secrets)
        let sandbox = Scope(organization: other.organization, environment: .sandbox)
        var webhook = try StoreFixtures.webhook("wh_b", scope: sandbox)
        webhook.name = "sandbox"
        _ = try await store.insert(StoreFixtures.record(webhook), limit: 50)
        let publications = try await publish("evt_2", in: "other")
        try expect("queued across environments", publications.map(\.queued), [0])
    }

    func removalDropsAWebhook() async throws {
        let id = try await insert("wh_a").id
        try await insert("wh_b")
        try await publish("evt_1", "evt_2")
        let claimed = try await claim(limit: 2).deliveries
        try expect("removed", try await store.remove(.webhook(id, scope: scope())), 1)
        try expect("removed again", try await store.remove(.webhook(id, scope: scope())), 0)
        for delivery in claimed {
            let isRemoved = delivery.webhook.id == id
            let result = try await settle(delivery, .succeeded)
            try expect("fenced to \(delivery.webhook.id)", result == .fenced, isRemoved)
        }
        try expect("log", try await log("wh_a"), LogPage())
        let rest = try await claim()
        try expect("claimed", rest.webhookIDs, ["wh_b"])
        try expect("backlog", try await store.backlog(), Backlog(leased: 1))
        try await insert("wh_a")
        try expect("claimed after another insert", try await claim().webhookIDs, [])
        try expect("log of the new one", try await log("wh_a"), LogPage())
    }

    func removalDropsAnOrganization() async throws {
        let scope = try scope()
        try await insert("wh_a")
        try await insert("wh_b", in: "other")
        try await publish("evt_1")
        _ = try await store.append([StoreFixtures.event("evt_2", scope: scope, key: "k")])
        try await publish("evt_3", in: "other")
        try await changeHealth("wh_a", .deactivate(.gone))
        try expect("removed", try await store.remove(.organization(scope.organization)), 1)
        try expectCount("webhooks", try await store.webhooks(WebhookQuery(scope: scope)), 0)
        try expectCount("notices", try await notices(), 0)
        try expect("waiting", try await store.backlog().waiting, 1)
        try expect("claimed", try await claim().eventIDs, ["evt_3"])
        let data = Array("\"new\"".utf8)
        let again = try StoreFixtures.event("evt_1", scope: scope, data: data, key: "k")
        try expect("stored anew", try await store.append([again]).map(\.isDuplicate), [false])
    }
}
