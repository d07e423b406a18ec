import WebhookKit

/// What several stores on one place count, limit, order and change together.
struct PeerRecordChecks: StoreChecks {
    let trial: StoreTrial

    func peersStoreOneEventOfAKey() async throws {
        try await insert("wh_a")
        let (peers, scope) = (trial.peers, try scope())
        let publications = try await withThrowingTaskGroup(of: [Publication].self) { group in
            for index in 0..<64 {
                let peer = peers[index % peers.count]
                group.addTask {
                    let id = "evt_\(index)"
                    let event = try StoreFixtures.event(id, scope: scope, key: "race")
                    return try await peer.append([event])
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let stored = publications.filter { !$0.isDuplicate }.map(\.id.string)
        try expectCount("events stored of 64", stored, 1)
        try expect("ids given", Set(publications.map(\.id.string)).sorted(), stored)
        for (number, peer) in peers.enumerated() {
            let again = try StoreFixtures.event("evt_again", scope: scope, key: "race")
            let repeated = try await peer.append([again])
            try expect("the event by store \(number)", repeated.map(\.id.string), stored)
            let bytes = Array("{\"n\":2}".utf8)
            let other = try StoreFixtures.event("evt_o", scope: scope, data: bytes, key: "race")
            try await expectError(.keyReused, "other data under the key by store \(number)") {
                _ = try await peer.append([other])
            }
        }
        try expect("claimed", try await claim().eventIDs, stored)
    }

    func peersKeepTheLimitOfWebhooks() async throws {
        let (peers, scope) = (trial.peers, try scope())
        let outcomes = try await withThrowingTaskGroup(of: StoreError.Code?.self) { group in
            for index in 0..<100 {
                let peer = peers[index % peers.count]
                let webhook = try StoreFixtures.webhook("wh_\(index)", scope: scope)
                group.addTask {
                    do {
                        _ = try await peer.insert(StoreFixtures.record(webhook), limit: 50)
                        return nil
                    } catch let error as StoreError {
                        return error.code
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try expect("inserted of 100", outcomes.count { $0 == nil }, 50)
        try expect("refused for the limit", outcomes.count { $0 == .limit }, 50)
        for (number, peer) in peers.enumerated() {
            let stored = try await peer.webhooks(WebhookQuery(scope: scope))
            try expectCount("webhooks by store \(number)", stored, 50)
        }
    }

    func peersLoseNoRowChange() async throws {
        let stores = try rowStores()
        let (shared, count) = (try id("shared"), 96)
        let results = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<count {
                let (store, own) = (stores[number % stores.count], try id("own-\(number)"))
                group.addTask {
                    try await store.change([own, shared]) { rows in
                        let text = try rows.value(of: shared) ?? [UInt8(ascii: "0")]
                        let next = (Int(String(decoding: text, as: UTF8.self)) ?? 0) + 1
                        try rows.set(Array("\(next)".utf8), for: shared)
                        try rows.set(Array("\(next)".utf8), for: own)
                        return next
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try expect("counts that steps gave", results.sorted(), Array(1...count))
        for (number, store) in stores.enumerated() {
            let text = try await store.row(shared).map { String(decoding: $0, as: UTF8.self) }
            try expect("the count by store \(number)", text, "\(count)")
        }
    }

    func peersAddARowOnce() async throws {
        let stores = try rowStores()
        for round in 0..<4 {
            let id = try id("row-\(round)")
            let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<32 {
                    let store = stores[number % stores.count]
                    group.addTask {
                        try await store.change([id]) { rows in
                            guard try rows.value(of: id) == nil else { return nil }
                            try rows.set(Array("\(number)".utf8), for: id)
                            return number
                        }
                    }
                }
                return try await group.reduce(into: []) { if let one = $1 { $0.append(one) } }
            }
            try expectCount("steps that found no row", winners, 1)
            try expect("the row", try await json(id), winners.first.map { "\($0)" })
        }
    }

    private func rowStores() throws -> [any RowStore] {
        let stores = trial.peers.compactMap { $0 as? any RowStore }
        try expect("stores with rows", stores.count, trial.peers.count)
        return stores
    }

    func peersAppendInTheOrderOfPositions() async throws {
        let (peers, scope) = (trial.peers, try scope())
        let histories = peers.compactMap { $0 as? any EventHistory }
        try expect("stores with events by position", histories.count, peers.count)
        let hasEnded = Locked(false)
        let seen = try await withThrowingTaskGroup(of: [StoredEvent].self) { group in
            for history in histories {
                group.addTask { try await Self.follow(scope, in: history, until: hasEnded) }
            }
            try await withThrowingTaskGroup(of: Void.self) { writers in
                for writer in 0..<(peers.count * 2) {
                    let peer = peers[writer % peers.count]
                    writers.addTask {
                        for number in 0..<15 {
                            let events = try (0...(number % 3)).map {
                                let id = "evt_\(writer)_\(number)_\($0)"
                                return try StoreFixtures.event(id, scope: scope)
                            }
                            _ = try await peer.append(events)
                            await Task.yield()
                        }
                    }
                }
                // Readers wait for their end also when a writer fails.
                defer { hasEnded.withLock { $0 = true } }
                try await writers.waitForAll()
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let all = try await events()
        try expect("events", all.count, peers.count * 2 * 30)
        for events in seen {
            let missed = Set(all.ids).subtracting(events.ids)
            try expect("events that a reader missed", missed.sorted(), [])
            try expect("events in the order in which they were seen", events.ids, all.ids)
        }
    }

    /// Reads on and on, page by page, until all is read that was written before the end.
    private static func follow(
        _ scope: Scope,
        in history: any EventHistory,
        until hasEnded: Locked<Bool>
    ) async throws -> [StoredEvent] {
        var (seen, cursor) = ([StoredEvent](), Position(0))
        while true {
            let isEnd = hasEnded.withLock { $0 }
            let query = EventQuery(scope: scope, start: .after(cursor), limit: 7)
            let page = try await history.events(query)
            seen += page.events
            cursor = page.cursor
            guard page.isLast else { continue }
            if isEnd { return seen }
            await Task.yield()
        }
    }

    func peersBehaveAsTheReferenceStore() async throws {
        let stores = AlternatingStore(trial.peers, seed: 1)
        try await StoreTrial(store: stores, clock: clock).compare(seed: 1, reopening: false)
    }
}
