import Foundation
import WebhookKit
import WebhookKitSQLite

/// What a claim, a process and a start cost when very much waits.
///
/// The promises: a claim of 100 takes 2 ms at most and at most twice what it takes with 10,000 waiting;
/// 64 MB at most; a second at most to the first request.
enum SQLiteGrowth {
    /// How what waits is spread.
    enum Shape: String, CaseIterable {
        case oneWebhook = "one webhook with all, another with 100"
        case webhooks = "2,000 webhooks in one scope"
        case scopes = "2,000 scopes with a webhook each"
    }

    /// Prints a line for each shape and size.
    static func table(sizes: [Int]) async throws {
        for shape in Shape.allCases {
            var first: Duration?
            for size in sizes {
                let folder = try TemporaryFolder()
                let path = folder.path + "/store"
                let took = try await ContinuousClock().measure {
                    try await fill(path, with: size, shape)
                }
                print("\(shape.rawValue): \(size) published in \(Int(took / .seconds(1))) s")
                try await first = claims(path, first: first)
                try again(["sqlite-resident", path])
                try again(["sqlite-first-request", path])
            }
        }
    }

    // MARK: Filling

    private static func fill(_ path: String, with size: Int, _ shape: Shape) async throws {
        var configuration = SQLiteWebhookStore.Configuration()
        configuration.durability = .normal
        configuration.cacheSize = 256 << 20
        let store = try await SQLiteWebhookStore(path: path, configuration: configuration)
        let service = try service(store)
        let receivers = 2000
        switch shape {
        case .oneWebhook:
            try await makeWebhook(service)
            try await publish(size, from: service) { _ in .default }
            try await makeWebhook(service)
            try await publish(100, from: service) { _ in .default }
        case .webhooks:
            for _ in 0..<receivers { try await makeWebhook(service) }
            try await publish(size / receivers, from: service, inCall: 10) { _ in .default }
        case .scopes:
            let scopes = try (0..<receivers).map {
                Scope(organization: try Organization("tenant-\($0)"))
            }
            for scope in scopes { try await makeWebhook(service, in: scope) }
            try await publish(size, from: service) { scopes[$0 % receivers] }
        }
        let waiting = try await store.backlog().waiting
        precondition(waiting >= size)
        await store.close()
    }

    private static func service(
        _ store: SQLiteWebhookStore,
        _ transport: any WebhookTransport = Benchmarks.NoTransport()
    ) throws -> WebhookService {
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        configuration.limits.webhooksPerScope = 10_000
        return try WebhookService(store: store, transport: transport, configuration: configuration)
    }

    private static func makeWebhook(
        _ service: WebhookService,
        in scope: Scope = .default
    ) async throws {
        let url = "http://127.0.0.1:1/"
        _ = try await service.webhooks(in: scope, as: .host).create(
            WebhookDraft(name: "bench", url: url, events: .all),
            ping: .skipped
        )
    }

    private static func publish(
        _ count: Int,
        from service: WebhookService,
        inCall: Int = 1000,
        scope: (Int) -> Scope
    ) async throws {
        for start in stride(from: 0, to: count, by: inCall) {
            let drafts = (start..<min(count, start + inCall)).map { index in
                var draft = Benchmarks.draft
                draft.scope = scope(index)
                return draft
            }
            _ = try await service.publishAll(drafts)
        }
    }

    // MARK: Claiming

    /// Claims 100 and gives them back, many times; prints and gives the median.
    private static func claims(_ path: String, first: Duration?) async throws -> Duration {
        let store = try await SQLiteWebhookStore(path: path)
        var times: [Duration] = []
        for _ in 0..<500 { times.append(try await claimAndRelease(store)) }
        let waiting = try await store.backlog().waiting
        await store.close()
        times.sort()
        let (half, most) = (times[times.count / 2], times[times.count * 99 / 100])
        print(
            "  a claim of 100 with \(waiting) waiting: p50 \(milliseconds(half)) ms"
                + (first.map { " (\(SQLiteBenchmarks.rounded(half / $0)) times the first)" } ?? "")
                + ", p99 \(milliseconds(most)) ms; file \(try megabytes(path)) MB"
        )
        return first ?? half
    }

    private static func claimAndRelease(_ store: SQLiteWebhookStore) async throws -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        let claim = try await SQLiteBenchmarks.claim(100, from: store)
        let took = start.duration(to: clock.now)
        precondition(claim.deliveries.count == 100)
        let settlements = claim.deliveries.map {
            Settlement(
                lease: $0.lease,
                attempt: nil,
                verdict: .released(after: .zero),
                rules: SQLiteBenchmarks.rules
            )
        }
        _ = try await store.settle(SettleRequest(settlements: settlements))
        return took
    }

    // MARK: In a process of its own

    /// Prints how much memory a process has after 1,000 claims.
    static func resident(_ path: String) async throws {
        let before = FileStoreBenchmarks.resident()
        let store = try await SQLiteWebhookStore(path: path)
        for _ in 0..<1000 { _ = try await claimAndRelease(store) }
        print(
            "  resident after 1,000 claims: \(FileStoreBenchmarks.resident() / 1024) MiB, "
                + "\(before / 1024) before the first"
        )
        await store.close()
    }

    /// Prints how long it takes from opening the file to the first request.
    static func firstRequest(_ path: String) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let store = try await SQLiteWebhookStore(path: path)
        let opened = start.duration(to: clock.now)
        let (calls, call) = AsyncStream.makeStream(of: Duration.self)
        let transport = FileStoreBenchmarks.CallingTransport {
            call.yield(start.duration(to: clock.now))
        }
        let service = try service(store, transport)
        let run = Task { try await service.run() }
        var iterator = calls.makeAsyncIterator()
        let request = await iterator.next() ?? .zero
        run.cancel()
        _ = await run.result
        print(
            "  opened in \(milliseconds(opened)) ms, first request after "
                + "\(milliseconds(request)) ms"
        )
        await store.close()
    }

    /// Runs this program once more.
    static func again(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        // Its lines come between ours.
        fflush(nil)
        try process.run()
        process.waitUntilExit()
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        SQLiteBenchmarks.rounded(duration / .milliseconds(1))
    }

    private static func megabytes(_ path: String) throws -> Int {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return (size ?? 0) / 1_000_000
    }
}
