import WebhookKit

/// What `append` promises.
struct AppendChecks: StoreChecks {
    let trial: StoreTrial

    func appendIsAllOrNothing() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let good = try StoreFixtures.event("evt_2", scope: scope(), key: "k")
        let taken = try StoreFixtures.event("evt_1", scope: scope())
        try await expectError(.conflict, "appending a taken id behind a good event") {
            _ = try await store.append([good, taken])
        }
        try expect("waiting after a refused call", try await store.backlog().waiting, 1)
        let later = try await store.append([good])
        try expect("duplicate mark of an event refused before", later.map(\.isDuplicate), [false])
        try expect("deliveries of both events", try await claim().eventIDs, ["evt_1", "evt_2"])
    }

    func refusedBatchesHinderNoOthers() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        _ = try await store.append([StoreFixtures.event("evt_2", scope: scope(), key: "k")])
        let other = Array("{\"n\":2}".utf8)
        let batches = [
            try ["evt_3"].map { try StoreFixtures.event($0, scope: scope()) },
            try ["evt_4", "evt_1"].map { try StoreFixtures.event($0, scope: scope()) },
            try ["evt_5", "evt_6"].map { try StoreFixtures.event($0, scope: scope()) },
            [
                try StoreFixtures.event("evt_7", scope: scope()),
                try StoreFixtures.event("evt_8", scope: scope(), data: other, key: "k"),
            ],
            try ["evt_9"].map { try StoreFixtures.event($0, scope: scope("other")) },
        ]
        let outcomes = try await store.append(batches)
        let got = outcomes.map { outcome in
            switch outcome {
            case .success(let publications): publications.map(\.id.string).joined(separator: " ")
            case .failure(let error): error.code.description
            }
        }
        try expect(
            "outcomes of five batches",
            got,
            ["evt_3", "conflict", "evt_5 evt_6", "keyReused", "evt_9"]
        )
        try expect(
            "stored",
            try await claim().eventIDs.sorted(),
            ["evt_1", "evt_2", "evt_3", "evt_5", "evt_6"]
        )
        // What was refused can be published yet.
        try await publish("evt_4", "evt_7")
    }

    func batchesApplyInOrder() async throws {
        try await insert("wh_a")
        let first = try StoreFixtures.event("evt_1", scope: scope(), key: "k")
        let again = try StoreFixtures.event("evt_2", scope: scope(), key: "k")
        let fresh = try StoreFixtures.event("evt_3", scope: scope(), key: "l")
        let outcomes = try await store.append([
            [first], [again], [fresh, first], [fresh],
            [try StoreFixtures.event("evt_4", scope: scope())],
        ])
        let publications = try outcomes.flatMap { try $0.get() }
        try expect(
            "ids",
            publications.map(\.id.string),
            ["evt_1", "evt_1", "evt_3", "evt_1", "evt_3", "evt_4"]
        )
        try expect(
            "duplicate marks",
            publications.map(\.isDuplicate),
            [false, true, false, true, true, false]
        )
        let positions = publications.filter { !$0.isDuplicate }.map(\.position.number)
        try expect("positions in order", positions, Set(positions).sorted())
        try expect("claimed", try await claim().eventIDs, ["evt_1", "evt_3", "evt_4"])
        try expectCount("outcomes of no batches", try await store.append([[Event]]()), 0)
    }

    /// There may be gaps, and what other scopes' events have does not matter.
    func positionsRise() async throws {
        var positions = try await publish("evt_a", "evt_b", "evt_c").map(\.position.number)
        try await publish("evt_a", in: "other")
        positions += try await publish("evt_d", "evt_e").map(\.position.number)
        try expectCount("positions of five events", positions, 5)
        try expect("positions in order", positions, Set(positions).sorted())
    }

    func repeatedKeyStoresNothing() async throws {
        try await insert("wh_a")
        let first = try StoreFixtures.event("evt_1", scope: scope(), key: "k\u{0}1")
        let again = try StoreFixtures.event("evt_2", scope: scope(), key: "k\u{0}1")
        let other = try StoreFixtures.event("evt_3", scope: scope(), key: "k\u{0}2")
        let stored = try await store.append([first])
        let repeated = try await store.append([again])
        let expected = stored.map {
            Publication(id: $0.id, position: $0.position, isDuplicate: true, queued: 0)
        }
        try expect("publication of a repeated key", repeated, expected)
        try expect("the other key", try await store.append([other]).map(\.isDuplicate), [false])
        try expect("claimed", try await claim().eventIDs, ["evt_1", "evt_3"])
    }

    func repeatedKeyInOneCall() async throws {
        try await insert("wh_a")
        let first = try StoreFixtures.event("evt_1", scope: scope(), key: "k")
        let again = try StoreFixtures.event("evt_2", scope: scope(), key: "k")
        let publications = try await store.append([first, again])
        try expect("duplicate marks", publications.map(\.isDuplicate), [false, true])
        try expect("ids", publications.map(\.id.string), ["evt_1", "evt_1"])
        try expectCount("positions are equal", Set(publications.map(\.position)), 1)
        try expect("claimed", try await claim().eventIDs, ["evt_1"])
    }

    func misusedKeyIsRefused() async throws {
        try await insert("wh_a")
        let first = try StoreFixtures.event("evt_1", scope: scope(), key: "k")
        _ = try await store.append([first])
        let good = try StoreFixtures.event("evt_2", scope: scope())
        let bytes = Array("{\"n\":2}".utf8)
        let data = try StoreFixtures.event("evt_3", scope: scope(), data: bytes, key: "k")
        let type = try StoreFixtures.event("evt_3", type: .taskClosed, scope: scope(), key: "k")
        for misuse in [data, type] {
            try await expectError(.keyReused, "a key with other bytes or another type") {
                _ = try await store.append([good, misuse])
            }
        }
        try expect("claimed", try await claim().eventIDs, ["evt_1"])
    }

    /// Each pair is one text to Unicode, and to `==` of Swift's strings.
    func keysDifferByBytes() async throws {
        let spellings = [
            ("caf\u{E9}", "cafe\u{301}"), ("\u{C5}", "\u{212B}"), ("\u{AC00}", "\u{1100}\u{1161}"),
        ]
        for (number, (one, other)) in spellings.enumerated() {
            let scope = try scope("kit-\(number)")
            // The same data would pass for a duplicate, and other data for a misuse.
            let bytes = Array("{\"n\":2}".utf8)
            let first = try StoreFixtures.event("evt_1", scope: scope, key: one)
            let second = try StoreFixtures.event("evt_2", scope: scope, key: other)
            let third = try StoreFixtures.event("evt_3", scope: scope, data: bytes, key: "-\(one)")
            let fourth = try StoreFixtures.event("evt_4", scope: scope, key: "-\(other)")
            var marks = try await store.append([first])
            marks += try await store.append([second])
            marks += try await store.append([third, fourth])
            try expect("duplicate marks", marks.map(\.isDuplicate), [false, false, false, false])
            let again = try await store.append([second, first])
            try expect("ids under repeated keys", again.map(\.id), [second.id, first.id])
        }
    }

    func racingKeysStoreOneEvent() async throws {
        try await insert("wh_a")
        let (store, scope) = (store, try scope())
        let publications = try await withThrowingTaskGroup(of: [Publication].self) { group in
            for index in 0..<64 {
                group.addTask {
                    let id = "evt_\(index)"
                    return try await store.append([
                        try StoreFixtures.event(id, scope: scope, key: "race")
                    ])
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try expectCount("publications", publications, 64)
        try expect("events stored", publications.count { !$0.isDuplicate }, 1)
        try expectCount("ids given", Set(publications.map(\.id)), 1)
        try expectCount("deliveries", try await claim().deliveries, 1)
    }

    func keysBelongToTheirScope() async throws {
        for organization in ["kit", "other"] {
            let event = try StoreFixtures.event(
                "evt_\(organization)",
                scope: scope(organization),
                data: Array("\"\(organization)\"".utf8),
                key: "k"
            )
            let publications = try await store.append([event])
            try expect("duplicate in \(organization)", publications.map(\.isDuplicate), [false])
        }
    }

    func takenEventIDIsRefused() async throws {
        try await publish("evt_1")
        try await expectError(.conflict, "an id that is stored") { try await publish("evt_1") }
        try await expectError(.conflict, "an id twice in a call") {
            try await publish("evt_2", "evt_2")
        }
        try await publish("evt_1", in: "other")
    }

    func keysDieWithTheirEvents() async throws {
        let event = try StoreFixtures.event("evt_1", scope: scope(), key: "k")
        _ = try await store.append([event])
        clock.advance(by: .seconds(86401))
        try await maintain()
        let publications = try await store.append([event])
        try expect("duplicate mark after pruning", publications.map(\.isDuplicate), [false])
    }

    func eventsMatchSubscriptions() async throws {
        try await insert("wh_all")
        try await insert("wh_task") { $0.events = [.taskCreated] }
        try await insert("wh_other", in: "other")
        let task = try await publish("evt_1", type: .taskCreated)
        let message = try await publish("evt_2", type: .messageCreated)
        try expect("queued", (task + message).map(\.queued), [2, 1])
        let claim = try await claim()
        let pairs = zip(claim.eventIDs, claim.webhookIDs).map { "\($0) \($1)" }.sorted()
        try expect("deliveries", pairs, ["evt_1 wh_all", "evt_1 wh_task", "evt_2 wh_all"])
    }

    func audienceNamesOneWebhook() async throws {
        try await insert("wh_a") { $0.events = [.taskCreated] }
        try await insert("wh_b")
        try await changeHealth("wh_a", .deactivate(.manual))
        let event = try StoreFixtures.event(
            "evt_1",
            scope: scope(),
            audience: .only(Webhook.ID("wh_a"))
        )
        let publications = try await store.append([event])
        try expect("queued", publications.map(\.queued), [1])
        let claimed = try await claimOne("an event for one inactive webhook")
        try expect("webhook", claimed.webhook.id.string, "wh_a")
        try expect("kind", claimed.delivery.kind, .manual)
    }

    func inactiveWebhooksCountSkips() async throws {
        try await insert("wh_a")
        try await changeHealth("wh_a", .deactivate(.manual))
        let publications = try await publish("evt_1", "evt_2")
        try expect("queued", publications.map(\.queued), [0, 0])
        try expect("skipped events", try await record("wh_a").skippedEvents, 2)
        try expect("waiting", try await store.backlog().waiting, 0)
        try await changeHealth("wh_a", .activate)
        try expect("claimed after activation", try await claim().eventIDs, [])
    }

    func pausedWebhooksQueue() async throws {
        try await insert("wh_a")
        try await changeHealth("wh_a", .pause)
        let publications = try await publish("evt_1")
        try expect("queued", publications.map(\.queued), [1])
        try expect("claimed while paused", try await claim().eventIDs, [])
        try await changeHealth("wh_a", .activate)
        try expect("claimed after the pause", try await claim().eventIDs, ["evt_1"])
    }

    func bytesRoundTrip() async throws {
        try await insert("wh_a")
        // The kit's scalars cover every byte that valid UTF-8 may hold.
        var text = "\""
        for value in UInt32(0x20)...0x2FF where value != 0x22 && value != 0x5C {
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        text += "\u{7FF}\u{800}\u{FFFF}\u{1F469}\u{10FFFF} \\u0000 \\\"\""
        let odd = Array(text.utf8)
        let large = Array("\"".utf8) + Array(repeating: 0x61, count: 262_142) + Array("\"".utf8)
        let events = [
            try StoreFixtures.event("evt_1", scope: scope(), data: odd, key: StoreFixtures.oddName),
            try StoreFixtures.event("evt_2", scope: scope(), data: large),
            try StoreFixtures.event("evt_3", scope: scope(), data: [0x30]),
        ]
        _ = try await store.append(events)
        let claimed = try await claim().deliveries.map(\.event)
        try expectCount("number of events", claimed, 3)
        for (event, stored) in zip(events, claimed) {
            try expect("body of \(event.id)", stored.event.body, event.body)
            try expect("event \(event.id)", stored.event, event)
            try expect("append time", stored.appendedAt, clock.now)
        }
    }
}
