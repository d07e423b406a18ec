import WebhookKit

/// What is leased, capped and fenced over several stores on one place, in turn and at once.
///
/// A claim that runs beside another may pass over what the other one looks at, so what must come is
/// asked for once more in turn.
struct PeerChecks: StoreChecks {
    let trial: StoreTrial

    /// Claims from every peer at once, by several tasks each, and then in turn until nothing is left.
    private func claimAll(limit: Int, concurrency: Int = 64) async throws -> [ClaimedDelivery] {
        let peers = trial.peers
        var claimed = try await withThrowingTaskGroup(of: [ClaimedDelivery].self) { group in
            for (number, peer) in peers.enumerated() {
                for task in 0..<4 {
                    let request = ClaimRequest(
                        owner: try WorkerID("wrk_\(number)_\(task)"),
                        limit: limit,
                        isIdle: false,
                        defaultConcurrency: concurrency
                    )
                    group.addTask {
                        var claimed: [ClaimedDelivery] = []
                        for _ in 0..<1000 {
                            let claim = try await peer.claim(request)
                            if claim.deliveries.isEmpty { return claimed }
                            claimed += claim.deliveries
                        }
                        throw BrokenPromise(
                            message: "1,000 claims of one worker: expected an end, got "
                                + "\(claimed.count) deliveries"
                        )
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        var emptyClaims = 0
        while emptyClaims < peers.count {
            for (number, peer) in peers.enumerated() {
                let request = ClaimRequest(
                    owner: try WorkerID("wrk_\(number)"),
                    limit: limit,
                    isIdle: false,
                    defaultConcurrency: concurrency
                )
                let claim = try await peer.claim(request)
                emptyClaims = claim.deliveries.isEmpty ? emptyClaims + 1 : 0
                claimed += claim.deliveries
            }
        }
        return claimed
    }

    /// Records the results through other stores than the ones that claimed, all at once.
    private func settleAll(_ claimed: [ClaimedDelivery], _ verdict: Settlement.Verdict)
        async throws
    {
        let peers = trial.peers
        let requests = claimed.map { SettleRequest(settlements: [settlement($0, verdict)]) }
        let lost = try await withThrowingTaskGroup(of: Bool.self) { group in
            for (index, request) in requests.enumerated() {
                let peer = peers[index % peers.count]
                group.addTask {
                    let results = try await peer.settle(request).results
                    return results.count != 1 || results == [.fenced]
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try expect("results in time that do not count, of \(claimed.count)", lost, 0)
    }

    func peersClaimEachDeliveryOnce() async throws {
        for id in ["wh_a", "wh_b"] { try await insert(id) }
        try await insert("wh_c", in: "other")
        for round in 0..<3 {
            var expected: [String] = []
            for index in 0..<40 {
                let id = "evt_\(round)_\(index)"
                let peer = trial.peers[index % trial.peers.count]
                _ = try await peer.append([StoreFixtures.event(id, scope: scope())])
                _ = try await peer.append([StoreFixtures.event(id, scope: scope("other"))])
                expected += ["wh_a", "wh_b", "wh_c"].map { "\(id) for \($0)" }
            }
            let claimed = try await claimAll(limit: 3)
            let leases = Dictionary(grouping: claimed, by: \.summary)
            let twice = leases.filter { $0.value.count > 1 }.map { name, leases in
                "\(name) to \(leases.map(\.lease.owner.string).joined(separator: " and "))"
            }
            try expect("deliveries that were leased twice", twice.sorted(), [])
            let missing = expected.filter { leases[$0] == nil }
            try expect("deliveries that were not leased", missing, [])
            try await settleAll(claimed, .succeeded)
        }
        try expect("backlog", try await store.backlog(), Backlog())
    }

    func peersKeepConcurrency() async throws {
        try await insert("wh_a") { $0.flow.concurrency = 3 }
        try await insert("wh_b")
        // One that gives no answer has one lease at a time.
        try await insert("wh_c", .unproven)
        for index in 0..<20 { try await publish("evt_\(index)") }
        for round in 0..<4 {
            let claimed = try await claimAll(limit: 8, concurrency: 2)
            let leases = Dictionary(grouping: claimed, by: \.webhook.id.string)
                .map { id, claimed in "\(Set(claimed.map(\.delivery.id)).count) to \(id)" }
            try expect(
                "leases in round \(round)",
                leases.sorted(),
                ["1 to wh_c", "2 to wh_b", "3 to wh_a"]
            )
            let leased = Dictionary(claimed.map { ($0.delivery.id, $0) }) { first, _ in first }
            try await settleAll(Array(leased.values), .released(after: .zero))
        }
    }

    func peersFenceStaleResults() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        for round in 0..<trial.peers.count {
            let stale = try await claimOne("by the first store, in round \(round)")
            clock.advance(by: .seconds(61))
            let second = StoreTrial(store: trial.peers[1], clock: clock)
            let present = try await second.claimOne("by the second after the lease's end")
            try expect("the delivery", present.delivery.id, stale.delivery.id)
            for (number, peer) in trial.peers.enumerated() {
                let request = SettleRequest(settlements: [settlement(stale, .succeeded)])
                let results = try await peer.settle(request).results
                try expect("the old result through store \(number)", results, [.fenced])
            }
            try await settle(onlyOnce: present, .released(after: .zero))
        }
        try expect("health", try await record("wh_a").health.state, .active)
        try expect("log", try await loggedIDs("wh_a"), [])
        try expect("waiting", try await store.backlog().waiting, 1)
    }

    /// Records the same result through all stores at once; one of them may count.
    private func settle(onlyOnce claimed: ClaimedDelivery, _ verdict: Settlement.Verdict)
        async throws
    {
        let request = SettleRequest(settlements: [settlement(claimed, verdict)])
        let results = try await withThrowingTaskGroup(of: [SettlementResult].self) { group in
            for peer in trial.peers {
                for _ in 0..<4 { group.addTask { try await peer.settle(request).results } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try expect(
            "results that count of \(results.count) of one lease",
            results.count { $0 != .fenced },
            1
        )
    }

    func peersWakeOneAnother() async throws {
        try await insert("wh_a")
        for (number, listener) in trial.peers.enumerated() {
            guard let listener = listener as? any SharedWebhookStore else { continue }
            let changes = listener.changes()
            let publisher = trial.peers[(number + 1) % trial.peers.count]
            let id = "evt_\(number)"
            let event = try StoreFixtures.event(id, scope: scope())
            let woken = try await claim(by: listener, at: changes) {
                _ = try await publisher.append([event])
            }
            try expect(
                "claimed by store \(number) when it was told",
                woken.map(\.summary),
                [
                    "\(id) for wh_a"
                ]
            )
            try await settleAll(woken, .succeeded)
        }
    }

    /// What a store claims at an element that comes after an act; nothing when none comes in ten seconds.
    ///
    /// It listens before, until nothing has come for a while: what is told of earlier work, or of none,
    /// does not count.
    private func claim(
        by store: any WebhookStore,
        at changes: AsyncStream<Void>,
        after act: @escaping @Sendable () async throws -> Void
    ) async throws -> [ClaimedDelivery] {
        let request = ClaimRequest(owner: try WorkerID(Self.worker), limit: 8, isIdle: false)
        let machine = SystemClock()
        let heard = Locked((at: machine.uptime, counts: false))
        return try await withThrowingTaskGroup(of: [ClaimedDelivery].self) { group in
            group.addTask {
                for await _ in changes {
                    let counts = heard.withLock { heard in
                        heard.at = machine.uptime
                        return heard.counts
                    }
                    guard counts else { continue }
                    let claim = try await store.claim(request)
                    if !claim.deliveries.isEmpty { return claim.deliveries }
                }
                return []
            }
            group.addTask {
                let end = machine.uptime + .seconds(10)
                while machine.uptime - heard.withLock(\.at) < .milliseconds(300) {
                    guard machine.uptime < end else { return [] }
                    try? await machine.sleep(for: .milliseconds(50))
                }
                heard.withLock { $0.counts = true }
                try await act()
                try? await machine.sleep(for: .seconds(10))
                return []
            }
            let first = try await group.next() ?? []
            group.cancelAll()
            return first
        }
    }
}
