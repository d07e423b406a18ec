import WebhookKit

/// Logs and notices.
struct LogChecks: StoreChecks {
    let trial: StoreTrial

    func logKeepsTheLatest() async throws {
        try await insert("wh_a")
        for index in 0..<130 { try await deliver("evt_\(index)") }
        let expected = (30..<130).reversed().map { "evt_\($0)" }
        try expect("logged", try await loggedIDs("wh_a"), expected)
        try await deliver("evt_130", logLimit: 3)
        try expect("shortened", try await loggedIDs("wh_a"), ["evt_130", "evt_129", "evt_128"])
    }

    func logPlacesEventsByTheirLatestAttempt() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let first = try await claimOne("the first event")
        try await settle(first, .nextRound(after: .seconds(60)))
        try await deliver("evt_2")
        try expect("before", try await loggedIDs("wh_a"), ["evt_2", "evt_1"])
        clock.advance(by: .seconds(60))
        try await settle(try await claimOne("the first event again"), .succeeded)
        try expect("after", try await loggedIDs("wh_a"), ["evt_1", "evt_2"])
        let entry = try await log("wh_a").entries.first
        try expect("attempts, newest first", entry?.attempts.map(\.number), [2, 1])
        try expect("status", entry?.status, .success)
    }

    func logPagesNeitherSkipNorRepeat() async throws {
        try await insert("wh_a")
        for index in 0..<7 { try await deliver("evt_\(index)") }
        var (ids, cursor): ([String], LogCursor?) = ([], nil)
        var pages: [Int] = []
        repeat {
            let page = try await log("wh_a", cursor: cursor, limit: 3)
            ids += page.entries.map(\.event.event.id.string)
            pages.append(page.entries.count)
            // New entries push the older ones down; the cursor must not notice.
            if cursor == nil { try await deliver("evt_new") }
            cursor = page.next
        } while cursor != nil && pages.count < 10
        try expect("pages", pages, [3, 3, 1])
        try expect("ids", ids, (0..<7).reversed().map { "evt_\($0)" })
    }

    func logKeepsAttemptsWhole() async throws {
        try await insert("wh_a")
        try await publish("evt_1")
        let claimed = try await claimOne("one event")
        try await settle(claimed, .nextRound(after: .zero))
        let entry = try await log("wh_a").entries.first
        let attempt = StoreFixtures.attempt(of: claimed, failure: StoreFixtures.failure)
        try expect("status", entry?.status, .debug)
        try expect("attempts", entry?.attempts, [attempt])
        try expect("event", entry?.event, claimed.event)
    }

    func logLeavesOutTheMiddle() async throws {
        try await insert("wh_a")
        try await deliver("evt_1")
        let kept = LogEntry.firstAttempts + LogEntry.lastAttempts
        for index in 1...(kept + 10) {
            try await resend("evt_1", to: "wh_a", as: "dlv_\(index)")
            try await settle(try await claimOne("resend \(index)"), .succeeded)
            let entry = try await log("wh_a").entries.first
            let surplus = max(0, index + 1 - kept)
            try expect("left out after \(index) resends", entry?.omittedAttempts, surplus)
            try expect("kept", entry?.attempts.count, index + 1 - surplus)
        }
        // In which order they come, another promise says.
        let ids = try await log("wh_a").entries.first?.attempts.map(\.deliveryID.string) ?? []
        let resent = Set(ids.filter { $0.hasPrefix("dlv_") && $0.utf8.count <= 6 })
        let first = (1..<LogEntry.firstAttempts).map { "dlv_\($0)" }
        let last = (0..<LogEntry.lastAttempts).map { "dlv_\(kept + 10 - $0)" }
        try expect("the first and the last ones", resent.sorted(), (first + last).sorted())
    }

    func noticesAreStoredOnce() async throws {
        let notice = try await notice()
        for _ in 0..<2 {
            _ = try await store.settle(SettleRequest(settlements: [], notices: [notice, notice]))
        }
        try expect("notices", try await notices().map(\.id), [notice.id])
        try expectCount("after acknowledging", try await notices(acknowledging: [notice.id]), 0)
        _ = try await store.settle(SettleRequest(settlements: [], notices: [notice]))
        try expectCount("told again", try await notices(), 0)
    }

    func noticesAreLeased() async throws {
        let notice = try await notice()
        _ = try await store.settle(SettleRequest(settlements: [], notices: [notice]))
        try expect("first", try await notices(), [notice])
        clock.advance(by: .milliseconds(59_999))
        clock.jumpWallTime(by: .seconds(86400))
        try expect("within the lease", try await notices(), [])
        clock.advance(by: .milliseconds(2))
        try expect("after the lease", try await notices(), [notice])
    }

    func acknowledgedNoticesAreForgotten() async throws {
        let pair = [try await notice("wh_1"), try await notice("wh_2")]
        _ = try await store.settle(SettleRequest(settlements: [], notices: pair))
        _ = try await notices()
        try expect("acknowledging", try await notices(acknowledging: [pair[0].id]), [])
        clock.advance(by: .seconds(61))
        try expect("after the lease", try await notices(), [pair[1]])
    }

    func noticesComeOldestFirst() async throws {
        var sent: [Notice] = []
        for index in 0..<5 {
            sent.append(try await notice("wh_\(9 - index)"))
            _ = try await store.settle(SettleRequest(settlements: [], notices: sent.suffix(1)))
            clock.advance(by: .seconds(1))
        }
        try expect("first two", try await notices(limit: 2), Array(sent[..<2]))
        try expect("the rest", try await notices(), Array(sent[2...]))
    }
}
