import WebhookKit

extension StoreComparison {
    mutating func insert() async throws {
        let scope = try pick(Self.scopes)
        let id = try pickID(in: scope)
        var webhook = try StoreFixtures.webhook(id.string, scope: scope)
        try shape(&webhook)
        let record = StoreFixtures.record(webhook)
        guard
            let (got, expected) = try await ask(
                "inserting \(id)",
                { try await $0.insert(record, limit: 100) }
            )
        else { return }
        try expectSame("inserted", [got], [expected])
        webhooks[scope, default: []].append(id)
    }

    /// Gives it a flow that leaves no choice, by its id: `wh_5…` takes one at a time in any order, the
    /// others are ordered or take all.
    private mutating func shape(_ webhook: inout Webhook) throws {
        if webhook.id.string.hasPrefix("wh_5") {
            webhook.events = [.taskCreated]
            webhook.flow = DeliveryFlow(concurrency: 1)
            if flip() { webhook.flow.deliveriesPerSecond = 0.5 }
            return
        }
        webhook.events = try pick([
            .all, .types([.conversationCreated, .messageCreated]),
            .types([.messageCreated, .taskCreated]),
        ])
        webhook.flow = DeliveryFlow(concurrency: 10_000)
        guard flip() else { return }
        webhook.flow.isOrdered = true
        if flip() { webhook.flow.deliveriesPerSecond = 0.02 }
    }

    /// One of the webhooks there are.
    private mutating func pickWebhook() throws -> (id: Webhook.ID, scope: Scope)? {
        let scope = try pick(Self.scopes)
        guard let id = webhooks[scope]?.randomElement(using: &random) else { return nil }
        return (id, scope)
    }

    private mutating func update(_ id: Webhook.ID, _ scope: Scope, _ change: WebhookChange)
        async throws
    {
        let update = WebhookUpdate(id: id, scope: scope, expecting: nil, change: change)
        guard
            let (got, expected) = try await ask(
                "changing \(id)",
                { try await $0.update(update) }
            )
        else { return }
        try expectSame("changed", [got], [expected])
    }

    mutating func changeHealth() async throws {
        guard let (id, scope) = try pickWebhook() else { return }
        let inputs: [WebhookHealth.Input] = [
            .activate, .activate, .activate, .pause, .deactivate(.manual), .deactivate(.gone),
        ]
        let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
        try await update(id, scope, .health(try pick(inputs), rules: rules))
    }

    mutating func edit() async throws {
        guard let (id, scope) = try pickWebhook(),
            var webhook = reference.webhooks(WebhookQuery(scope: scope, id: id)).first?.webhook
        else { return }
        webhook.name = "name \(number())"
        if flip() { try shape(&webhook) }
        if flip(4) { webhook.url = try WebhookURL("https://receiver.example/\(number())") }
        let secrets = flip() ? nil : SealedSecrets(bytes: [UInt8(truncatingIfNeeded: counter)])
        // Without an answer only one of several could be claimed, and stores may choose which.
        let edit = WebhookEdit(webhook.settings, secrets: secrets, responsiveness: .prompt)
        try await update(id, scope, .edit(edit))
    }

    /// Removes a webhook, and lets go what only its deliveries held: how long that is stays the
    /// store's choice.
    mutating func remove() async throws {
        guard let (id, scope) = try pickWebhook() else { return }
        let removal =
            flip(3)
            ? WebhookRemoval.organization(scope.organization) : .webhook(id, scope: scope)
        guard let (got, expected) = try await ask("removing", { try await $0.remove(removal) })
        else { return }
        try expect("removed", got, expected)
        switch removal {
        case .webhook: webhooks[scope]?.removeAll { $0 == id }
        case .organization:
            webhooks[scope] = nil
            generations[scope, default: 0] += 1
        }
        try await settleAll()
        for _ in 0..<2 {
            _ = try await maintainBoth()
            advance(by: Self.window + .seconds(1))
        }
        _ = try await maintainBoth()
    }

    mutating func maintain() async throws {
        try await settleAll()
        let (got, expected) = try await maintainBoth()
        try expect("skipped", got.skipped, expected.skipped)
        try expect("pruned", got.pruned, expected.pruned)
    }

    private func maintainBoth() async throws -> (MaintenanceReport, MaintenanceReport) {
        let other = StoreTrial(store: reference, clock: subject.clock, reopen: nil)
        return (
            try await subject.maintain(window: Self.window),
            try await other.maintain(window: Self.window)
        )
    }

    mutating func handOutNotices() async throws {
        notices.shuffle(using: &random)
        let count = Int.random(in: 0...notices.count, using: &random)
        let request = NoticeRequest(acknowledging: Array(notices.prefix(count)), limit: 100)
        guard let (got, expected) = try await ask("notices", { try await $0.notices(request) })
        else { return }
        notices.removeFirst(count)
        try expectSame("notices", got, expected)
        notices += expected.map(\.id)
    }

    /// Compares all that can be read.
    func compare() async throws {
        for scope in Self.scopes {
            let query = WebhookQuery(scope: scope)
            let expected = reference.webhooks(query)
            let got = try await subject.store.webhooks(query)
            try expectSame("read", got, expected)
            for record in expected { try await compareLogs(of: record.id, in: scope) }
        }
        let expected = reference.backlog()
        let got = try await subject.store.backlog()
        try expect("waiting", got.waiting, expected.waiting)
        try expect("leased", got.leased, expected.leased)
        try expect("parked", got.parked.sorted(), expected.parked.sorted())
    }

    private func compareLogs(of id: Webhook.ID, in scope: Scope) async throws {
        var got = LogQuery(webhookID: id, scope: scope, limit: 4)
        var expected = got
        repeat {
            let page = try await subject.store.log(got)
            let model = try reference.log(expected)
            let what = "log of \(id)"
            try expect("\(what): events", page.entries.map(\.event).map(normal), model.events)
            let isSame = page.entries.map(\.attempts) == model.entries.map(\.attempts)
            try expect("\(what): attempts", isSame, true)
            let statuses = model.entries.map(\.status)
            try expect("\(what): statuses", page.entries.map(\.status), statuses)
            (got.cursor, expected.cursor) = (page.next, model.next)
            try expect("\(what): more", got.cursor == nil, expected.cursor == nil)
        } while expected.cursor != nil
    }
}

extension LogPage {
    fileprivate var events: [StoredEvent] { entries.map(\.event) }
}
