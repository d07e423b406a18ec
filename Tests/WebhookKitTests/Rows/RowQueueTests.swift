import Testing
import WebhookKit
import WebhookKitTesting

/// Work of all tenants by the time it is due, as chapters use it (B-8).
struct RowQueueTests {
    let clock = ManualClock()
    let store: InMemoryWebhookStore
    let random = SeededRandom(seed: 7)

    init() {
        store = InMemoryWebhookStore(clock: clock)
    }

    private var queue: RowQueue {
        RowQueue("work_queue", in: store, clock: clock, random: random)
    }

    private func target(_ key: String, _ scope: Scope = .default) throws -> RowID {
        try RowID(table: "work", scope: scope, key: key)
    }

    private func add(
        _ keys: [String],
        in scope: Scope = .default,
        after delay: Duration = .zero
    ) async throws {
        let due = clock.now.advanced(by: delay)
        for key in keys {
            let (queue, target) = (queue, try target(key, scope))
            let ticket = queue.ticket(due: due)
            try await store.change([target, queue.row(of: ticket)]) { rows in
                try rows.set(Array("\"\(key)\"".utf8), for: target)
                try queue.add(ticket, for: target, in: &rows)
            }
        }
    }

    private func finish(_ claimed: RowQueue.Claimed) async throws -> Bool {
        let queue = queue
        return try await store.change([queue.row(of: claimed.ticket)]) { rows in
            guard try queue.holds(claimed, in: rows) else { return false }
            try queue.finish(claimed, in: &rows)
            return true
        }
    }

    private func claim(_ limit: Int = 10) async throws -> RowQueue.Claim {
        try await queue.claim(limit: limit, lease: .seconds(30))
    }

    @Test func givesWhatIsDueFirstWithWhatItPointsTo() async throws {
        try await add(["later"], after: .seconds(5))
        try await add(["b", "a"])
        clock.advance(by: .seconds(1))
        try await add(["c"])
        let claim = try await claim()
        #expect(Set(claim.entries.prefix(2).map(\.target.key.string)) == ["a", "b"])
        #expect(claim.entries.map(\.target.key.string).last == "c")
        #expect(claim.entries.last?.value == Array("\"c\"".utf8))
        #expect(claim.entries.map(\.attempts) == [1, 1, 1])
        #expect(claim.entries.map(\.lag) == [.seconds(1), .seconds(1), .zero])
        #expect(claim.nextDue == .seconds(4))
    }

    @Test func nothingWaitsInAnEmptyQueue() async throws {
        let claim = try await claim()
        #expect(claim.entries.isEmpty)
        #expect(claim.nextDue == nil)
        #expect(try await queue.claim(limit: 0, lease: .seconds(1)).entries.isEmpty)
    }

    @Test func aLeaseThatRunsOutBringsTheEntryBackAndFencesItsHolder() async throws {
        try await add(["a"])
        let first = try #require(try await claim().entries.first)
        let during = try await claim()
        #expect(during.entries.isEmpty)
        #expect(during.nextDue == .seconds(30))
        clock.advance(by: .seconds(30))
        let second = try #require(try await claim().entries.first)
        #expect(second.attempts == 2)
        #expect(second.ticket.id == first.ticket.id)
        #expect(try await finish(first) == false)
        #expect(try await finish(second))
        #expect(try await claim().nextDue == nil)
    }

    @Test func anEntryMovesToALaterTime() async throws {
        try await add(["a"])
        let claimed = try #require(try await claim().entries.first)
        let queue = queue
        let ticket = queue.ticket(due: clock.now.advanced(by: .seconds(300)))
        try await store.change([queue.row(of: claimed.ticket), queue.row(of: ticket)]) { rows in
            try queue.move(claimed, to: ticket, attempts: 7, in: &rows)
        }
        clock.advance(by: .seconds(299))
        #expect(try await claim().nextDue == .seconds(1))
        clock.advance(by: .seconds(1))
        #expect(try await claim().entries.first?.attempts == 8)
    }

    /// The entries of a deleted organization stand in the kit's own scope, and go when they are due.
    @Test func anEntryWhoseRowIsGoneIsDropped() async throws {
        let gone = Scope(organization: try Organization("gone"))
        try await add(["a", "b"], in: gone)
        try await add(["c"])
        #expect(store.remove(.organization(gone.organization)) == 0)
        let claim = try await claim()
        #expect(claim.dropped == 2)
        #expect(claim.entries.map(\.target.key.string) == ["c"])
        clock.advance(by: .seconds(60))
        #expect(try await self.claim().dropped == 0)
    }

    @Test func anEntryThatCannotBeReadIsToldAndHoldsUpNothing() async throws {
        try await add(["a"])
        let home = Scope(organization: .ofTheKit)
        for (key, value) in [("!", "1"), ("000000000000001-00000000000000ff", "[]")] {
            let id = try RowID(table: "work_queue", scope: home, key: key)
            try await store.change([id]) { try $0.set(Array(value.utf8), for: id) }
        }
        let claim = try await claim()
        #expect(claim.unreadable == ["!", "000000000000001-00000000000000ff"])
        #expect(claim.entries.map(\.target.key.string) == ["a"])
    }

    /// Each of many workers reads the same first page.
    @Test func workersThatRaceShareTheEntries() async throws {
        try await add((0..<200).map { "\($0)" })
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var taken: [String] = []
                    while true {
                        let claim = try await claim(7)
                        taken += claim.entries.map(\.target.key.string)
                        for entry in claim.entries { #expect(try await finish(entry)) }
                        if claim.nextDue == nil, claim.entries.isEmpty { return taken }
                        await Task.yield()
                    }
                }
            }
            return try await group.reduce(into: [String]()) { $0 += $1 }
        }
        #expect(taken.count == 200)
        #expect(Set(taken).count == 200)
    }

    /// A claim takes no more than a step may name, and says that more is due.
    @Test func aClaimIsBounded() async throws {
        try await add((0..<50).map { "\($0)" })
        let claim = try await claim(1000)
        #expect(claim.entries.count == RowQueue.mostAtOnce)
        #expect(claim.nextDue == .zero)
    }

    /// The clock of a worker that is set back delays; nothing comes twice or is lost.
    @Test func aWallClockThatJumpsLosesNothing() async throws {
        try await add(["a"])
        clock.jumpWallTime(by: .seconds(-3600))
        #expect(try await claim().nextDue == .seconds(3600))
        clock.jumpWallTime(by: .seconds(2 * 3600))
        let claimed = try #require(try await claim().entries.first)
        #expect(try await finish(claimed))
    }

    @Test func absurdTimesAreClamped() async throws {
        let early = queue.ticket(due: Timestamp(millisecondsSinceEpoch: .min))
        let late = queue.ticket(due: Timestamp(millisecondsSinceEpoch: .max))
        #expect(early.due == Timestamp(millisecondsSinceEpoch: 0))
        #expect(late.due == Timestamp(millisecondsSinceEpoch: 999_999_999_999_999))
        let target = try target("a")
        let queue = queue
        try await store.change([target, queue.row(of: early), queue.row(of: late)]) { rows in
            try rows.set([UInt8(ascii: "1")], for: target)
            try queue.add(early, for: target, in: &rows)
            try queue.add(late, for: target, in: &rows)
        }
        let claim = try await queue.claim(limit: 5, lease: .seconds(1 << 60))
        #expect(claim.entries.count == 1)
    }
}
