import WebhookKit

/// A short run in real time, over a store with the clock it has in production.
///
/// Tolerances are wide, since the machine may be busy and a database server's clock is not this
/// machine's: what is looked for is time in other units, of another zone, or of several sources.
struct OwnClockChecks: StoreChecks {
    let trial: StoreTrial

    private static let machine = SystemClock()
    /// On a machine that runs a thousand other tests meanwhile, a task may rest for a minute.
    private static let longest = Duration.seconds(300)
    /// How much sooner something may come than it should, by rounding and by clocks that run apart.
    private static let slack = Duration.milliseconds(20)

    func ownClockKeepsTime() async throws {
        try await run(through: [store])
    }

    func ownClockIsOneAmongPeers() async throws {
        try await run(through: trial.peers)
    }

    /// Goes from store to store with every step.
    private func run(through stores: [any WebhookStore]) async throws {
        let trials = stores.map { StoreTrial(store: $0, clock: clock) }
        for turn in trials.indices {
            let (one, next) = (trials[turn], trials[(turn + 1) % trials.count])
            try await checkDeliveries(one, next, name: "\(turn)")
            try await checkNotices(one, next, name: "wh_notice\(turn)")
        }
    }

    private func checkDeliveries(_ one: StoreTrial, _ next: StoreTrial, name: String)
        async throws
    {
        let id = "wh_\(name)"
        let record = try await one.insert(id, in: name)
        try expectNow("creation of \(id)", record.webhook.createdAt)
        try await next.publish("evt_1", in: name)
        let first = try await one.claimOne("right after publishing")
        try expectNow("append time", first.event.appendedAt)
        try expectTime("lag", first.lag, from: .zero)
        let beside = try await next.claim(by: "wrk_second")
        try expect("claimed within the lease", beside.eventIDs, [])
        try expect("taken back within the lease", beside.rescued, 0)

        let delay = Duration.milliseconds(300)
        let begin = Self.machine.uptime
        try await next.settle(first, .nextRound(after: delay))
        let second = try await claimInTime(next, delay)
        let waited = Self.machine.uptime - begin
        try expectTime("time until a retry that is due after 300 ms", waited, from: delay)
        try expectTime("lag of the retry", second.lag, from: .zero)
        let age = second.sinceFirstAttempt ?? .zero
        try expectTime("time since the first attempt", age, from: delay)
        try expect("failed rounds", second.delivery.progress.failedRounds, 1)
        let result = try await one.settle(second, .succeeded)
        try expect("whether the last result is fenced", result == .fenced, false)
    }

    /// Claims as a dispatcher does, which sleeps until the next is due.
    private func claimInTime(_ trial: StoreTrial, _ delay: Duration) async throws
        -> ClaimedDelivery
    {
        let begin = Self.machine.uptime
        while Self.machine.uptime - begin < Self.longest {
            let claim = try await trial.claim()
            if let claimed = claim.deliveries.first { return claimed }
            guard let wait = claim.nextDue, wait <= delay + Self.slack else {
                let told = claim.nextDue.map { "\($0)" } ?? "none"
                throw BrokenPromise(message: "time to the next: expected \(delay), got \(told)")
            }
            try await Self.machine.sleep(for: max(wait, .milliseconds(5)))
        }
        throw BrokenPromise(message: "a retry after \(delay): expected it, got none")
    }

    private func checkNotices(_ one: StoreTrial, _ next: StoreTrial, name: String) async throws {
        let notice = try await notice(name)
        _ = try await one.store.settle(SettleRequest(settlements: [], notices: [notice]))
        let request = NoticeRequest(limit: 10, lease: .milliseconds(200))
        let begin = Self.machine.uptime
        try expect("notices", try await one.store.notices(request), [notice])
        var again: [Notice] = []
        while again.isEmpty, Self.machine.uptime - begin < Self.longest {
            again = try await next.store.notices(request)
            if again.isEmpty { try await Self.machine.sleep(for: .milliseconds(20)) }
        }
        let waited = Self.machine.uptime - begin
        try expect("notices once more", again, [notice])
        try expectTime("time until they came again", waited, from: .milliseconds(200))
        let rest = try await one.notices(acknowledging: [notice.id])
        try expect("notices once they are acknowledged", rest, [])
    }

    private func expectTime(_ what: String, _ got: Duration, from least: Duration) throws {
        guard got < least - Self.slack || got > Self.longest else { return }
        throw BrokenPromise(
            message: "\(what): expected \(least) to \(Self.longest), got \(got)"
        )
    }

    private func expectNow(_ what: String, _ got: Timestamp) throws {
        let now = Self.machine.now
        let distance = got.duration(to: now)
        guard distance > .seconds(300) || distance < .seconds(-300) else { return }
        throw BrokenPromise(message: "\(what): expected five minutes around \(now), got \(got)")
    }
}
