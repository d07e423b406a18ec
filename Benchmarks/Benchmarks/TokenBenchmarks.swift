import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Authentication by tokens: cached and not, with what 100,000 tokens take, and a right token beside
/// 10,000 wrong ones a second.
enum TokenBenchmarks {
    static func run() async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteWebhookStore(path: folder.path + "/store")
        try await cached(InMemoryWebhookStore())
        try await uncached(InMemoryWebhookStore(), "memory")
        try await uncached(store, "SQLite")
        try await beside(store)
        try await memory()
        await store.close()
    }

    private static func service(
        _ store: any RowStore,
        _ change: (inout TokenService.Configuration) -> Void = { _ in }
    ) throws -> TokenService {
        var configuration = TokenService.Configuration()
        configuration.tokensPerScope = 1_000_000
        configuration.cacheCapacity = 400_000
        change(&configuration)
        return try TokenService(store: store, configuration: configuration)
    }

    private static func cached(_ store: any RowStore) async throws {
        let service = try service(store)
        let secret = try await service.tokens(in: .default, as: .host).create().secret
        let authenticator = service.authenticator(in: .default)
        let forms: [(String, HeaderField)] = [
            ("Bearer", secret.bearerHeader()), ("Basic", try secret.basicHeader()),
        ]
        for (name, field) in forms {
            let headers = [HeaderField("Host", "api.example"), HeaderField("Accept", "*/*"), field]
            _ = try await authenticator.authenticate(headers: headers)
            try await Benchmarks.report("authenticate, cached, \(name)", count: 200_000) {
                for _ in 0..<200_000 { _ = try await authenticator.authenticate(headers: headers) }
            }
        }
    }

    private static func uncached(_ store: any RowStore, _ place: String) async throws {
        let service = try service(store) { $0.cacheLifetime = .zero }
        let tokens = service.tokens(in: .default, as: .host)
        var secrets: [TokenSecret] = []
        for _ in 0..<5000 { secrets.append(try await tokens.create().secret) }
        let authenticator = service.authenticator(in: .default)
        for tasks in [1, 16] {
            // Each once a round, and a round takes more than the second that a read is kept.
            let all = secrets
            try await Benchmarks.report(
                "authenticate, not cached, \(place), \(tasks) tasks",
                count: all.count
            ) {
                try await ContinuousClock().sleep(for: .milliseconds(1100))
                await withTaskGroup(of: Void.self) { group in
                    for task in 0..<tasks {
                        group.addTask {
                            for index in stride(from: task, to: all.count, by: tasks) {
                                let headers = [all[index].bearerHeader()]
                                _ = try? await authenticator.authenticate(headers: headers)
                            }
                        }
                    }
                }
            }
        }
        print("  1.1 s of each of these rounds is a pause")
    }

    /// What a right token takes, cached and not, while others are guessed.
    private static func beside(_ store: any RowStore) async throws {
        let service = try service(store)
        let right = try await service.tokens(in: .default, as: .host).create().secret
        let stranger = try self.service(InMemoryWebhookStore())
        var guesses: [[HeaderField]] = []
        for _ in 0..<20_000 {
            let secret = try await stranger.tokens(in: .default, as: .host).create().secret
            guesses.append([secret.bearerHeader()])
        }
        let authenticator = service.authenticator(in: .default)
        let headers = [right.bearerHeader()]
        _ = try await authenticator.authenticate(headers: headers)
        let wrong = guesses
        for rate in [0, 10_000] {
            let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
                group.addTask {
                    guard rate > 0 else { return [] }
                    // Two seconds of them, 100 every 10 ms.
                    for start in stride(from: 0, to: wrong.count, by: 100) {
                        await withTaskGroup(of: Void.self) { guessing in
                            for guess in wrong[start..<(start + 100)] {
                                guessing.addTask {
                                    _ = try? await authenticator.authenticate(headers: guess)
                                }
                            }
                        }
                        try await ContinuousClock().sleep(for: .milliseconds(8))
                    }
                    return []
                }
                group.addTask {
                    var times: [Duration] = []
                    for _ in 0..<400 {
                        let took = try await ContinuousClock().measure {
                            _ = try await authenticator.authenticate(headers: headers)
                        }
                        times.append(took)
                        try await ContinuousClock().sleep(for: .milliseconds(5))
                    }
                    return times
                }
                return try await group.reduce(into: [Duration]()) { $0 += $1 }.sorted()
            }
            print(
                "a right token beside \(rate) wrong a second: median \(times[200]), p99 \(times[396])"
            )
        }
        print("  refused: \(service.health.failures)")
    }

    private static func memory() async throws {
        let store = InMemoryWebhookStore()
        let service = try service(store)
        let tokens = service.tokens(in: .default, as: .host)
        var headers: [[HeaderField]] = []
        for _ in 0..<100_000 { headers.append([try await tokens.create().secret.bearerHeader()]) }
        let authenticator = service.authenticator(in: .default)
        let before = resident()
        for one in headers { _ = try await authenticator.authenticate(headers: one) }
        let bytes = resident() - before
        print("cache of 100,000 tokens: \(bytes / 100_000) bytes each, \(bytes >> 20) MB")
    }

    /// Bytes of memory that this process has; 0 where `/proc` does not tell.
    private static func resident() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
            .split(separator: " ")
        guard let fields, fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * 4096
    }
}
