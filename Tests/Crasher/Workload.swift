import WebhookKit

/// What the crasher does: it says what it is about to do and, when the call has returned, what was
/// acknowledged.
struct Workload {
    let store: any WebhookStore
    private let orders: Orders?
    private let owner: WorkerID
    private let scope: Scope

    init(_ opened: OpenStore) throws {
        store = opened.store
        orders = opened.orders
        owner = try WorkerID("wrk_crasher")
        scope = try Contents.scope()
    }

    /// Does everything once.
    ///
    /// - Parameter rounds: how often it publishes, claims and settles besides: 100 make SQLite write
    ///   its log back and begin it anew several times.
    func run(rounds: Int) async throws {
        for receiver in Contents.Receiver.allCases { try await insert(receiver) }
        for number in 1...12 { try await publish([number]) }
        try await publish([13, 14, 15])
        try await publishTogether([16, 17, 18, 19, 20, 21, 22])
        try await order(28)
        try await work(failing: 4)
        try await rename(.all, to: "second")
        try await replaceSecrets(.task)
        try await publish([23])
        try await publish([24, 25])
        try await work(failing: 5)
        try await work(failing: 0)
        try await prune()
        for round in 0..<rounds {
            try await publish((0..<7).map { 1000 + round * 7 + $0 })
            try await work(failing: 1, logLimit: 1000)
        }
        try await rename(.all, to: "third")
        try await publish([26])
        _ = try await claim()
        try await publish([27])
        try await order(29)
        say("done")
    }

    // MARK: Steps

    private func insert(_ receiver: Contents.Receiver) async throws {
        let record = try Contents.webhook(receiver)
        await insist("insert \(receiver.rawValue)") { mayBeDone in
            do {
                _ = try await store.insert(record, limit: 50)
            } catch let error as StoreError where mayBeDone && error.code == .conflict {
                // The earlier try has stored it after all.
            }
        }
        say("inserted \(receiver.rawValue)")
    }

    private func publish(_ numbers: [Int]) async throws {
        let events = try numbers.map(Contents.event)
        let names = events.map { "\($0.id)" }.joined(separator: " ")
        say("trying \(names)")
        let stored = await insist("publish \(names)") { mayBeDone in
            let stored = try await store.append(events)
            // Only `outcomeUnknown` lets it be stored in spite of an error.
            if !mayBeDone, stored.contains(where: \.isDuplicate) { say("stored unsaid: \(names)") }
            return stored
        }
        // One line for all of them: they are there together or not at all.
        say("published \(stored.map { "\($0.id)=\($0.position.number)" }.joined(separator: " "))")
    }

    /// Calls at the same time, which may share a commit.
    private func publishTogether(_ numbers: [Int]) async throws {
        try await withThrowingTaskGroup { group in
            for number in numbers { group.addTask { try await publish([number]) } }
            try await group.waitForAll()
        }
    }

    /// Takes an order in a transaction of the host's, if it can have one.
    private func order(_ number: Int) async throws {
        guard let orders else { return }
        let event = try Contents.event(number)
        say("trying \(event.id)")
        await insist("order \(event.id)") { _ in
            do {
                try orders.take(event)
            } catch let problem as HostDatabase.Problem {
                // The codes of SQLite for a full disk and for a failed call, which may have worked.
                let code: StoreError.Code = problem.code & 255 == 13 ? .full : .outcomeUnknown
                throw StoreError(code, problem.message)
            }
        }
        say("ordered \(event.id)")
    }

    private func claim(limit: Int = 100) async throws -> [ClaimedDelivery] {
        let request = ClaimRequest(owner: owner, limit: limit, isIdle: true)
        return await insist("claim") { _ in try await store.claim(request) }.deliveries
    }

    /// Claims and settles until nothing is due; of `failing` attempts the first ones fail.
    private func work(failing: Int, logLimit: Int = 1000) async throws {
        var failing = failing
        while true {
            let claimed = try await claim(limit: 7)
            if claimed.isEmpty { return }
            let failed = Set(claimed.prefix(failing).map(\.delivery.id))
            failing -= failed.count
            await settle(claimed, failed: failed, logLimit: logLimit)
        }
    }

    private func settle(
        _ claimed: [ClaimedDelivery],
        failed: Set<Delivery.ID>,
        logLimit: Int
    ) async {
        let settlements = claimed.map { claimed in
            let fails = failed.contains(claimed.delivery.id)
            // Odd ones are tried again at once, even ones much later.
            let isOdd = claimed.event.position.number % 2 == 1
            return Settlement(
                lease: claimed.lease,
                attempt: Contents.attempt(of: claimed, fails: fails),
                verdict: !fails
                    ? .succeeded
                    : isOdd ? .quickRetry(after: .zero) : .nextRound(after: .seconds(900)),
                rules: WebhookHealth.Rules(policy: .gladly, isExempt: false)
            )
        }
        let request = SettleRequest(settlements: settlements, logLimit: logLimit)
        let results = await insist("settle") { _ in try await store.settle(request).results }
        for (claimed, result) in zip(claimed, results) {
            let name = "\(claimed.webhook.id) \(claimed.event.event.id)"
            let fails = failed.contains(claimed.delivery.id)
            say(
                result == .fenced ? "fenced \(name)" : "settled \(name) \(fails ? "later" : "well")"
            )
        }
    }

    private func rename(_ receiver: Contents.Receiver, to name: String) async throws {
        var webhook = try Contents.webhook(receiver).webhook
        webhook.name = name
        try await update(receiver, .edit(WebhookEdit(webhook.settings)), name: name)
    }

    private func replaceSecrets(_ receiver: Contents.Receiver) async throws {
        try await update(receiver, .secrets(SealedSecrets(bytes: [1, 2, 255])), name: "new")
    }

    private func update(
        _ receiver: Contents.Receiver,
        _ change: WebhookChange,
        name: String
    ) async throws {
        let id = try Webhook.ID(receiver.rawValue)
        let update = WebhookUpdate(id: id, scope: scope, expecting: nil, change: change)
        let changed = await insist("update \(id)") { _ in try await store.update(update) }
        say("updated \(id) \(changed.webhook.revision) \(name)")
    }

    /// Stores events that housekeeping removes again at once.
    private func prune() async throws {
        for number in Contents.pruned.dropLast() { try await publish([number]) }
        try await work(failing: 0)
        try await publish([Contents.pruned.upperBound])
        let short = try Webhook.ID(Contents.Receiver.short.rawValue)
        let claimed = try await claim().filter { $0.webhook.id == short }
        await settle(claimed, failed: [], logLimit: 1)
        let request = MaintenanceRequest(limit: 3, recoveryWindow: .zero)
        while await insist("maintain", { _ in try await store.maintain(request) }).hasMore {}
        say("maintained")
    }
}
