import WebhookKit

/// Events by position.
struct HistoryChecks: StoreChecks {
    let trial: StoreTrial

    func historyGoesByPosition() async throws {
        try expect("no events", try await page().events, [])
        var expected: [StoredEvent] = []
        for number in 1...6 {
            let event = try StoreFixtures.event("evt_\(number)", scope: scope())
            try await publish("evt_\(number)", in: "other")
            let publications = try await store.append([event])
            guard let position = publications.first?.position else { continue }
            expected.append(StoredEvent(event: event, position: position, appendedAt: clock.now))
            clock.advance(by: .milliseconds(7))
        }
        let all = try await page()
        try expect("events", all.events, expected)
        try expect("whether that is all", all.isLast, true)
        try expect("the cursor", all.cursor, expected[5].position)
        let positions = expected.map(\.position)
        let behind = try await page(.after(positions[1]), limit: 2)
        try expect("two events behind the second", behind.events, Array(expected[2...3]))
        try expect("whether that is all", behind.isLast, false)
        try expect("the cursor", behind.cursor, positions[3])
        let from = try await page(.at(positions[4]), limit: 1)
        try expect("from the fifth on", from.events, [expected[4]])
        let none = try await page(limit: 0)
        try expect("no event for a limit of 0", none.events, [])
        try expect("whether that is all", none.isLast, false)
        let end = try await page(.after(all.cursor))
        try expect("behind the last", end.events, [])
        try expect("the cursor behind the last", end.cursor, all.cursor)
        try await publish("evt_7")
        try expect("what came later", try await page(.after(end.cursor)).events.ids, ["evt_7"])
        let nobody = try await page(in: "nobody", .after(Position(3)))
        try expect("a scope without events", nobody, EventPage(cursor: Position(3), isLast: true))
    }

    func historyPagesAreSteady() async throws {
        let store = store
        let scope = try scope()
        for number in 0..<20 { try await publish("evt_a\(number)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for number in 0..<25 {
                        let events = try [0, 1].map {
                            try StoreFixtures.event("evt_b\(task)-\(number)-\($0)", scope: scope)
                        }
                        _ = try await store.append(events)
                    }
                }
            }
            group.addTask { try await self.readWhileOthersPublish(until: 220) }
            try await group.waitForAll()
        }
    }

    private func readWhileOthersPublish(until count: Int) async throws {
        var (seen, cursor) = ([StoredEvent](), Position(0))
        for _ in 0..<1_000_000 where seen.count < count {
            let page = try await page(.after(cursor), limit: 3)
            seen += page.events
            cursor = page.cursor
            if page.isLast { await Task.yield() }
        }
        try expectCount("events that were seen", seen, count)
        let positions = seen.map(\.position)
        try expect("rising positions", positions, Set(positions).sorted())
        let all = try await events()
        try expect("all events, as they were seen", seen.ids, all.ids)
    }

    func historyLeavesOtherTypesOut() async throws {
        let types: [EventType] = [.conversationCreated, .messageCreated, .taskClosed]
        var closed: [String] = []
        for number in 0..<30 {
            let type = types[number % 7 == 3 ? 2 : number % 2]
            if type == .taskClosed { closed.append("evt_\(number)") }
            try await publish("evt_\(number)", type: type)
        }
        let scope = try scope()
        let many = try (0..<1500).map { try StoreFixtures.event("evt_m\($0)", scope: scope) }
        _ = try await store.append(many)
        try await publish("evt_last", type: .taskClosed)
        let found = try await events(types: [.taskClosed], limit: 3)
        try expect("events of one type", found.ids, closed + ["evt_last"])
        let both = try await events(types: [.taskClosed, .messageCreated], limit: 4)
        let expected = (0..<30).filter { $0 % 7 == 3 || $0 % 2 == 1 }.map { "evt_\($0)" }
        try expect("events of two types", both.ids, expected + ["evt_last"])
        try expect("events of no type", try await events(types: []), [])
        let last = try await page(types: [.taskClosed], .after(found[found.count - 2].position))
        try expectAbove("the cursor, which has passed others", last.cursor, found[0].position)
    }

    func historyBeginsAtATime() async throws {
        var times: [Timestamp] = []
        for number in 0..<9 {
            times.append(clock.now)
            try await publish("evt_\(number)")
            try await publish("evt_\(number)", in: "other")
            // Three at the same time, now and then.
            if number % 3 == 2 { clock.advance(by: .milliseconds(1000)) }
        }
        for (time, first) in [(times[0], 0), (times[4], 3), (times[8], 6)] {
            let found = try await events(.appended(time), limit: 4).ids
            try expect("from \(first) on", found, (first..<9).map { "evt_\($0)" })
            let before = try await events(.appended(time.advanced(by: .milliseconds(-1)))).ids
            try expect("1 ms before \(first)", before, found)
            let after = try await events(.appended(time.advanced(by: .milliseconds(1)))).ids
            try expect("1 ms after", after, (first..<9).dropFirst(3).map { "evt_\($0)" })
        }
        let future = try await page(.appended(clock.now.advanced(by: .seconds(60))))
        try expect("from the future on", future.events, [])
        try expect("whether that is all", future.isLast, true)
        try await publish("evt_9")
        try expect("what came later", try await page(.after(future.cursor)).events.ids, ["evt_9"])
        let long = try await events(.appended(Timestamp(millisecondsSinceEpoch: 0)))
        try expectCount("from long ago on", long, 10)
        let nobody = try await page(in: "nobody", .appended(clock.now))
        try expect("a scope without events", nobody, EventPage(cursor: Position(0), isLast: true))
    }

    func historyTellsTheOldest() async throws {
        try await publish("evt_1", in: "other")
        let first = try await publish("evt_1", "evt_2").map(\.position)
        try expect("the oldest", try await page().oldest, first[0])
        let filtered = try await page(types: [.taskClosed], .after(first[1]), limit: 1)
        try expect("the oldest of any type", filtered.oldest, first[0])
        clock.advance(by: .seconds(80000))
        let second = try await publish("evt_3").map(\.position)
        clock.advance(by: .seconds(10000))
        try await maintain()
        let page = try await page(.after(Position(0)))
        try expect("what is kept", page.events.ids, ["evt_3"])
        try expect("the oldest after pruning", page.oldest, second[0])
        try await outliveTheWindow()
        let empty = try await self.page()
        try expect("the oldest of none", empty.oldest, nil)
        try expect("events", empty.events, [])
    }
}
