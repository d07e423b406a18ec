import Foundation
import WebhookKit
import WebhookKitSQLite

/// The SQLite store beside the very statements that it runs, issued bare (``BareSQLite``).
///
/// The promise is that ours costs at most 25 % more. Disks are moody: both take turns on fresh files,
/// and the medians of the runs and of each pair's ratio are told.
enum SQLiteBenchmarks {
    /// Two contenders of one race.
    struct Race {
        let name: String
        /// How many events or deliveries a run has.
        let count: Int
        /// The file both begin with; nil for none.
        var start: String?
        /// Makes ready what is not measured, and gives what is.
        let prepare: (SQLiteWebhookStore) async throws -> () async throws -> Void
    }

    /// What a run took, in seconds.
    struct Cost {
        var wall: Double
        var cpu: Double
        var commits = 0.0
    }

    /// Publishing from tasks and in batches: through the service, which checks and puts together what
    /// is published, and to the store alone.
    ///
    /// - Parameter isAlone: whether ours runs alone, for a profiler.
    static func publishing(rounds: Int, isAlone: Bool) async throws {
        for (tasks, count) in [(1, 400), (8, 4000), (64, 12_800)] {
            let each = count / tasks
            let events = try await makeEvents(count)
            let append = Race(name: "append to SQLite, \(tasks) tasks", count: count) { store in
                // It makes the webhook.
                _ = try await Benchmarks.service(Benchmarks.NoTransport(), store: store)
                return {
                    try await inTasks(tasks) { task in
                        for index in (task * each)..<((task + 1) * each) {
                            _ = try await store.append([events[index]])
                        }
                    }
                }
            }
            let publish = Race(name: "publish to SQLite, \(tasks) tasks", count: count) { store in
                let service = try await Benchmarks.service(Benchmarks.NoTransport(), store: store)
                return {
                    try await inTasks(tasks) { _ in
                        for _ in 0..<each { _ = try await service.publish(Benchmarks.draft) }
                    }
                }
            }
            try await run(rounds, isAlone, append)
            try await run(rounds, isAlone, publish)
        }
        let events = try await makeEvents(20_000)
        let append = Race(name: "append to SQLite, 100 a call", count: events.count) { store in
            _ = try await Benchmarks.service(Benchmarks.NoTransport(), store: store)
            return {
                for start in stride(from: 0, to: events.count, by: 100) {
                    _ = try await store.append(Array(events[start..<(start + 100)]))
                }
            }
        }
        let publish = Race(name: "publishAll to SQLite, 100 a call", count: events.count) { store in
            let service = try await Benchmarks.service(Benchmarks.NoTransport(), store: store)
            let drafts = Array(repeating: Benchmarks.draft, count: 100)
            return { for _ in 0..<200 { _ = try await service.publishAll(drafts) } }
        }
        try await run(rounds, isAlone, append)
        try await run(rounds, isAlone, publish)
    }

    private static func inTasks(
        _ count: Int,
        _ work: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for task in 0..<count { group.addTask { try await work(task) } }
        }
    }

    /// Events as a store gets them.
    private static func makeEvents(_ count: Int) async throws -> [Event] {
        let service = try await Benchmarks.service(Benchmarks.NoTransport())
        return try (0..<count).map { _ in try service.prepare(Benchmarks.draft) }
    }

    /// Claiming and settling in batches, called as the dispatcher does.
    static func delivering(rounds: Int, isAlone: Bool) async throws {
        let count = 10_000
        let folder = try TemporaryFolder()
        let path = folder.path + "/filled"
        let store = try await SQLiteWebhookStore(path: path)
        let service = try await Benchmarks.service(Benchmarks.NoTransport(), store: store)
        let drafts = Array(repeating: Benchmarks.draft, count: 1000)
        // A webhook that has answered nothing yet gets one delivery at a time (D-10).
        _ = try await service.publish(Benchmarks.draft)
        let first = try await claim(1, from: store).deliveries.map { success(of: $0) }
        _ = try await store.settle(SettleRequest(settlements: first))
        for _ in 0..<(count / 1000) { _ = try await service.publishAll(drafts) }
        await store.close()
        for batch in [10, 100] {
            let total = batch == 10 ? count / 4 : count
            let name = "claim + settle in SQLite, \(batch) at once"
            try await run(
                rounds,
                isAlone,
                Race(name: name, count: total, start: path) { store in
                    return {
                        for _ in 0..<(total / batch) {
                            let claim = try await claim(batch, from: store)
                            precondition(claim.deliveries.count == batch)
                            let request = SettleRequest(
                                settlements: claim.deliveries.map { success(of: $0) }
                            )
                            for result in try await store.settle(request).results {
                                precondition(result != .fenced)
                            }
                        }
                    }
                }
            )
        }
    }

    static func claim(_ limit: Int, from store: SQLiteWebhookStore) async throws -> Claim {
        try await store.claim(
            ClaimRequest(
                owner: try owner,
                limit: limit,
                isIdle: false,
                defaultConcurrency: 1000
            )
        )
    }

    static let rules = WebhookHealth.Rules(policy: .gladly, isExempt: false)
    private static var owner: WorkerID {
        get throws { try WorkerID("wrk_01M7YP0P7P4HXDE02YHRJMEQ7J") }
    }
    private static let requestHeaders = [
        HeaderField("content-type", "application/json"),
        HeaderField("user-agent", "WebhookKit/1.0"),
        HeaderField("webhook-id", "evt_01M7YP0P7P4HXDE02YHRJMEQ7J"),
        HeaderField("webhook-timestamp", "1700000000"),
        HeaderField("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
    ]
    private static let responseHeaders = [
        HeaderField("content-type", "text/plain; charset=utf-8"),
        HeaderField("date", "Tue, 14 Nov 2023 22:13:20 GMT"),
        HeaderField("server", "nginx/1.25.3"),
    ]

    /// A success with a record of about 500 bytes.
    private static func success(of claimed: ClaimedDelivery) -> Settlement {
        Settlement(
            lease: claimed.lease,
            attempt: Attempt(
                deliveryID: claimed.delivery.id,
                number: 1,
                round: 1,
                startedAt: Timestamp(millisecondsSinceEpoch: 1_700_000_000_000),
                duration: .milliseconds(31),
                request: Attempt.Request(
                    url: "https://hooks.example.com/in/7d3f",
                    headers: requestHeaders
                ),
                response: Attempt.Response(
                    status: 200,
                    headers: responseHeaders,
                    body: Array("ok".utf8),
                    isTruncated: false
                ),
                failure: nil
            ),
            verdict: .succeeded,
            rules: rules
        )
    }

    // MARK: Racing

    private static func run(_ rounds: Int, _ isAlone: Bool, _ race: Race) async throws {
        if isAlone {
            for _ in 0..<rounds { _ = try await own(race) }
            return
        }
        let (recording, waiting) = try await record(race)
        var (ours, bare): ([Cost], [Cost]) = ([], [])
        for _ in 0..<rounds {
            ours.append(try await own(race))
            bare.append(try await self.bare(race, recording, waiting: waiting))
        }
        func each(_ costs: [Cost], _ part: KeyPath<Cost, Double>) -> Double {
            median(costs.map { $0[keyPath: part] }) / Double(race.count) * 1_000_000
        }
        func ratio(_ part: KeyPath<Cost, Double>) -> Double {
            median(zip(ours, bare).map { $0[keyPath: part] / $1[keyPath: part] })
        }
        let commits = recording.steps[recording.mark...].count {
            recording.texts[$0.text] == "COMMIT"
        }
        func inOne(_ commits: Double) -> Double { rounded(Double(race.count) / commits) }
        let statements = recording.steps.count - recording.mark
        print(
            "\(race.name): ours \(Int(1_000_000 / each(ours, \.wall))) a second, bare "
                + "\(Int(1_000_000 / each(bare, \.wall))): \(rounded(ratio(\.wall))) times; CPU "
                + "\(rounded(each(ours, \.cpu))) us each, bare \(rounded(each(bare, \.cpu))): "
                + "\(rounded(ratio(\.cpu))) times; in a commit \(inOne(median(ours.map(\.commits)))), bare "
                + "\(inOne(Double(commits))); \(rounded(Double(statements) / Double(race.count))) statements each"
                + (recording.elsewhere > 0 ? ", \(recording.elsewhere) elsewhere" : "")
        )
    }

    /// One run of ours that is not measured, since SQLite tells us of every statement.
    ///
    /// - Returns: what it did, and how many deliveries wait after it.
    private static func record(_ race: Race) async throws -> (SQLiteRecording, Int) {
        let folder = try TemporaryFolder()
        SQLiteRecording.start()
        let store = try await open(race, in: folder)
        let work = try await race.prepare(store)
        SQLiteRecording.markHere()
        try await work()
        let recording = SQLiteRecording.stop()
        let waiting = try await store.backlog().waiting
        await store.close()
        guard let recording else { throw CocoaError(.featureUnsupported) }
        return (recording, waiting)
    }

    private static func own(_ race: Race) async throws -> Cost {
        let folder = try TemporaryFolder()
        SQLiteCommits.watch()
        let store = try await open(race, in: folder)
        let work = try await race.prepare(store)
        let (commits, cpu) = (SQLiteCommits.count, cpuTime())
        let wall = try await ContinuousClock().measure { try await work() }
        var cost = Cost(wall: wall / .seconds(1), cpu: cpuTime() - cpu)
        cost.commits = Double(SQLiteCommits.count - commits)
        await store.close()
        return cost
    }

    private static func bare(
        _ race: Race,
        _ recording: SQLiteRecording,
        waiting: Int
    ) async throws -> Cost {
        let folder = try TemporaryFolder()
        let path = folder.path + "/bare"
        if let start = race.start { try FileManager.default.copyItem(atPath: start, toPath: path) }
        let cost = runBare(path, recording)
        // The same was done, or the race means nothing.
        let store = try await SQLiteWebhookStore(path: path)
        let backlog = try await store.backlog()
        precondition(backlog.waiting == waiting && backlog.leased == 0)
        await store.close()
        return cost
    }

    private static func runBare(_ path: String, _ recording: SQLiteRecording) -> Cost {
        let bare = BareSQLite(path: path, recording: recording)
        bare.prepare()
        let cpu = cpuTime()
        let wall = ContinuousClock().measure { bare.race() }
        return Cost(wall: wall / .seconds(1), cpu: cpuTime() - cpu)
    }

    private static func open(
        _ race: Race,
        in folder: TemporaryFolder
    ) async throws -> SQLiteWebhookStore {
        let path = folder.path + "/ours"
        if let start = race.start { try FileManager.default.copyItem(atPath: start, toPath: path) }
        return try await SQLiteWebhookStore(path: path)
    }

    static func median(_ numbers: [Double]) -> Double {
        numbers.sorted()[numbers.count / 2]
    }

    static func rounded(_ number: Double) -> Double {
        (number * 100).rounded() / 100
    }

    /// This process's time on all cores, in seconds.
    private static func cpuTime() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let (user, system) = (usage.ru_utime, usage.ru_stime)
        return Double(user.tv_sec + system.tv_sec)
            + Double(user.tv_usec + system.tv_usec) / 1_000_000
    }
}
