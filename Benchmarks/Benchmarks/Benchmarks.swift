import WebhookKit
import WebhookKitCurl
import WebhookKitFileStore
import WebhookKitSQLite
import WebhookKitTesting
import WebhookKitURLSession

/// Figures to quote, each with what it is compared to in the same run:
/// `swift run -c release --package-path Benchmarks Benchmarks [TOPIC]…`, with the topics `signing`,
/// `publishing`, `core`, `end-to-end`, `files` (publishing to and delivering from the file store),
/// `files-opening`, `files-compaction`; `restart`, which fails beyond the limits of Fault 16;
/// `sqlite` (or its halves `sqlite-publishing`, `sqlite-delivering`) and a number of rounds, the SQLite
/// store beside its own statements issued bare (`--alone`: without them, for a profiler);
/// `sqlite-growth` and numbers of waiting deliveries, such as 10000 1000000 5000000; `drain` and
/// numbers of events, such as 300000 1000000: rate, CPU and peak memory of a process that sends them
/// from SQLite over libcurl (needs nginx);
/// `transports` and names of contenders (`wrk`, `bare`, `bare-headers`, `curl`, `ahc`, `urlsession`),
/// numbers of requests at once, `--rounds=5` or `--quick`; or `transports --million [--faults]`. It
/// needs wrk and nginx, and builds the package in `AsyncHTTPClient`. `tokens`: see ``TokenBenchmarks``. `hanging`
/// and `dead`: see ``HangingBenchmarks``.
@main
struct Benchmarks {
    static func main() async throws {
        let chosen = CommandLine.arguments.dropFirst()
        // What `files-opening` and `restart` start as a process of its own.
        if chosen.first == "open-files", let folder = chosen.dropFirst().first {
            let hasLimits = chosen.contains("--within-limits")
            return try await FileStoreBenchmarks.open(folder, hasLimits: hasLimits)
        }
        if chosen.first == "sqlite-resident", let path = chosen.dropFirst().first {
            return try await SQLiteGrowth.resident(path)
        }
        if chosen.first == "sqlite-first-request", let path = chosen.dropFirst().first {
            return try await SQLiteGrowth.firstRequest(path)
        }
        if chosen.first == "sqlite-drain-sending", let path = chosen.dropFirst().first {
            return try await SQLiteDrain.send(path)
        }
        if chosen.first == "drain" {
            let counts = chosen.compactMap { Int($0) }
            return try await SQLiteDrain.table(counts: counts.isEmpty ? [300_000] : counts)
        }
        if chosen.first == "transports-load" {
            return try await Contender.load(Array(chosen.dropFirst()))
        }
        if chosen.first == "transports" {
            if chosen.contains("--million") {
                return try await TransportEndurance.run(hasFaults: chosen.contains("--faults"))
            }
            return try await TransportBenchmarks.table(Array(chosen.dropFirst()))
        }
        if chosen.first == "tokens" { return try await TokenBenchmarks.run() }
        if chosen.first == "hanging" {
            return try await HangingBenchmarks.run(Array(chosen.dropFirst()))
        }
        if chosen.first == "dead" {
            return try await HangingBenchmarks.table(Array(chosen.dropFirst()))
        }
        if chosen.first == "restart" { return try await FileStoreBenchmarks.restart() }
        let numbers = chosen.compactMap { Int($0) }
        func wants(_ name: String) -> Bool { chosen.isEmpty || chosen.contains(name) }
        if wants("signing") { try signing() }
        if wants("publishing") { try await publishing() }
        if wants("core") { try await core() }
        if wants("end-to-end") { try await endToEnd() }
        if wants("files") {
            try await FileStoreBenchmarks.publishing()
            try await FileStoreBenchmarks.delivering()
        }
        if wants("files-opening") { try await FileStoreBenchmarks.opening() }
        if wants("files-compaction") { try await FileStoreBenchmarks.compaction() }
        let (rounds, isAlone) = (numbers.first ?? 5, chosen.contains("--alone"))
        if wants("sqlite") || wants("sqlite-publishing") {
            try await SQLiteBenchmarks.publishing(rounds: rounds, isAlone: isAlone)
        }
        if wants("sqlite") || wants("sqlite-delivering") {
            try await SQLiteBenchmarks.delivering(rounds: rounds, isAlone: isAlone)
        }
        if wants("sqlite-growth") {
            let sizes = numbers.isEmpty ? [10_000, 1_000_000] : numbers
            try await SQLiteGrowth.table(sizes: sizes)
        }
    }

    /// Times the work three times and prints the median rate.
    static func report(_ name: String, count: Int, _ work: () async throws -> Void) async rethrows {
        var rates: [Double] = []
        for _ in 0..<3 {
            let took = try await ContinuousClock().measure { try await work() }
            rates.append(Double(count) / (took / .seconds(1)))
        }
        let rate = rates.sorted()[1]
        let micros = 1_000_000 / rate
        print("\(name): \(Int(rate)) a second (\((micros * 100).rounded() / 100) us each)")
    }

    /// Messages signed with a kept signer.
    static func signing() throws {
        let signer = try WebhookSigner(secrets: [.generate(for: .standardWebhooks)])
        for size in [256, 1024, 16_384] {
            let body = [UInt8](repeating: 0x61, count: size)
            let count = 50_000_000 / (size + 500)
            var rates: [Double] = []
            for _ in 0..<5 {
                let took = try ContinuousClock().measure {
                    for _ in 0..<count {
                        _ = try signer.headers(
                            id: "evt_01M7YP0P7P4HXDE02YHRJMEQ7J",
                            timestamp: Timestamp(millisecondsSinceEpoch: 1_700_000_000_000),
                            body: body
                        )
                    }
                }
                rates.append(Double(count) / (took / .seconds(1)))
            }
            let rate = rates.sorted()[2]
            print(
                "sign \(size) B: \(Int(rate)) a second (\((100_000_000 / rate).rounded() / 100) us)"
            )
        }
    }

    static let draft = EventDraft(
        .messageCreated,
        json: Array(("\"" + String(repeating: "x", count: 1000) + "\"").utf8),
        in: .default
    )

    /// Publishing to one webhook, in memory.
    static func publishing() async throws {
        for tasks in [1, 8, 64] {
            let total = 64_000
            try await report("publish in memory, \(tasks) tasks", count: total) {
                let service = try await service(ScriptedTransport())
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<tasks {
                        group.addTask {
                            for _ in 0..<(total / tasks) { _ = try? await service.publish(draft) }
                        }
                    }
                }
            }
        }
    }

    /// Everything but network: publish, claim, sign, settle, log.
    static func core() async throws {
        let total = 20_000
        try await report("deliver over a transport that does nothing", count: total) {
            let service = try await service(NoTransport())
            for _ in 0..<(total / 500) {
                _ = try await service.publishAll(Array(repeating: draft, count: 500))
            }
            let delivered = await service.drain().delivered
            precondition(delivered == total)
        }
    }

    struct NoTransport: WebhookTransport {
        func send(_ request: TransportRequest) async -> TransportOutcome {
            .response(TransportResponse(status: 200))
        }
    }

    static func service(
        _ transport: any WebhookTransport,
        url: String = "http://127.0.0.1:1/",
        store: any WebhookStore = InMemoryWebhookStore()
    ) async throws -> WebhookService {
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        configuration.webhookConcurrency = 64
        let service = try WebhookService(
            store: store,
            transport: transport,
            configuration: configuration
        )
        _ = try await service.webhooks(in: .default, as: .host).create(
            WebhookDraft(name: "bench", url: url, events: .all),
            ping: .skipped
        )
        return service
    }

    /// Each bare transport, then the whole product over it, against the same sort of receiver.
    ///
    /// The kit's receiver has a thread for each connection and keeps what it got: `transports` has
    /// one that is no bottleneck.
    static func endToEnd() async throws {
        try await endToEnd(URLSessionTransport(), "URLSessionTransport")
        try await endToEnd(CurlTransport(), "CurlTransport")
    }

    private static func endToEnd(
        _ transport: some WebhookTransport,
        _ name: String
    ) async throws {
        let total = 5000
        let receiver = try LoopbackReceiver()
        receiver.on("/", .status(200))
        let url = receiver.url("/")
        let request = try Contender.request(to: url.string)
        await report("bare \(name), 64 at once", count: total) {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        for _ in 0..<(total / 64 + 1) { _ = await transport.send(request) }
                    }
                }
            }
        }
        for place in ["memory", "files", "SQLite"] {
            try await report("deliver end to end over \(name), \(place)", count: total) {
                let folder = try TemporaryFolder()
                let store: any WebhookStore =
                    switch place {
                    case "files": try await FileWebhookStore(folder: folder.path)
                    case "SQLite": try await SQLiteWebhookStore(path: folder.path + "/store")
                    default: InMemoryWebhookStore()
                    }
                let service = try await service(transport, url: url.string, store: store)
                for _ in 0..<(total / 500) {
                    _ = try await service.publishAll(Array(repeating: draft, count: 500))
                }
                let delivered = await service.drain().delivered
                precondition(delivered == total)
            }
        }
    }
}
