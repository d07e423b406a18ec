import WebhookKit
import WebhookKitTesting

extension Workload {
    static func insert(
        _ id: String,
        in scope: Scope = Make.scope,
        _ configure: @escaping @Sendable (inout Webhook) -> Void = { _ in }
    ) -> Step {
        Step(name: "insert \(id)") { store, _ in
            let record = try Make.webhook(id, in: scope, configure)
            return "\(try await store.insert(record, limit: 50).hashValue)"
        }
    }

    static func publish(_ events: [(id: String, size: Int, key: String?)]) -> Step {
        Step(name: "publish \(events.map(\.id))") { store, _ in
            let events = try events.map { try Make.event($0.id, size: $0.size, key: $0.key) }
            return try await store.append(events).map { "\($0.id) \($0.position)" }.joined(
                separator: ", "
            )
        }
    }

    static let claim = Step(name: "claim", isDurable: false) { store, hands in
        let claim = try await store.claim(Make.claim())
        hands.take(claim.deliveries)
        return claim.deliveries.map { "\($0.delivery.id)" }.sorted().joined(separator: " ")
    }

    /// Settles all that is held, in one call.
    static func settle(
        _ name: String,
        policy: DeliveryPolicy = .gladly,
        logLimit: Int = 100,
        _ verdict: @escaping @Sendable (ClaimedDelivery) -> Settlement.Verdict
    ) -> Step {
        Step(name: "settle \(name)") { store, hands in
            let held = hands.held.sorted {
                ($0.event.position, $0.delivery.id) < ($1.event.position, $1.delivery.id)
            }
            let settlements = held.map { Make.settlement($0, verdict($0), policy: policy) }
            let results = try await store.settle(
                SettleRequest(settlements: settlements, logLimit: logLimit)
            ).results
            hands.drop()
            return "\(results.hashValue) fenced \(results.count { $0 == .fenced })"
        }
    }

    static let notices = Step(name: "notices", isDurable: false) { store, hands in
        hands.noted = try await store.notices(NoticeRequest(limit: 10)).map(\.id)
        return "\(hands.noted)"
    }

    static let acknowledge = Step(name: "acknowledge") { store, hands in
        let request = NoticeRequest(acknowledging: hands.noted, limit: 10)
        return "\(try await store.notices(request).map(\.id))"
    }

    static func change(
        _ id: String,
        _ name: String,
        _ change: @escaping @Sendable (WebhookRecord) -> WebhookChange
    ) -> Step {
        Step(name: "\(name) \(id)") { store, _ in
            let query = WebhookQuery(scope: Make.scope, id: try Webhook.ID(id))
            guard let record = try await store.webhooks(query).first else { return "none" }
            let update = WebhookUpdate(
                id: record.id,
                scope: Make.scope,
                expecting: nil,
                change: change(record)
            )
            return "\(try await store.update(update).webhook.hashValue)"
        }
    }

    static func requeue(
        _ name: String,
        _ request: @escaping @Sendable () throws -> RequeueRequest
    ) -> Step {
        Step(name: name) { store, _ in
            try await store.requeue(try request())
            return ""
        }
    }

    static let maintain = Step(name: "maintain", isDurable: false) { store, _ in
        // Deliveries of a removed webhook that a reading of the files has skipped are not counted.
        "pruned \(try await store.maintain(MaintenanceRequest()).pruned)"
    }

    /// Writes rows of two tables in one step, or removes them.
    static func rows(_ keys: [String], _ json: String?) -> Step {
        Step(name: "rows \(keys) \(json ?? "removed")") { store, _ in
            guard let store = store as? any RowStore else { return "no rows" }
            let ids = try ["one", "two"].flatMap { table in
                try keys.map { try RowID(table: table, scope: Make.scope, key: $0) }
            }
            return try await store.change(ids) { rows in
                let present = try ids.count { try rows.value(of: $0) != nil }
                for id in ids {
                    if let json {
                        try rows.set(Array(json.utf8), for: id)
                    } else {
                        try rows.remove(id)
                    }
                }
                return "\(present) were there"
            }
        }
    }

    static func keep(from position: Int64?) -> Step {
        Step(name: "keep \(position ?? 0)") { store, _ in
            let position = position.map { Position($0) }
            try await (store as? any EventHistory)?.keepEvents(of: Make.scope, from: position)
            return ""
        }
    }

    static func advance(by duration: Duration) -> Step {
        Step(name: "advance", isDurable: false) { _, hands in
            hands.clock.advance(by: duration)
            return ""
        }
    }

    /// Lets a snapshot that is being written come to its end.
    static let pause = Step(name: "pause", isDurable: false) { store, _ in
        for _ in 0..<100 { _ = try await store.backlog() }
        return ""
    }
}
