import Synchronization
import WebhookKit
import WebhookKitCurl
import WebhookKitFileStore
import WebhookKitSQLite
import WebhookKitTesting

/// What receivers that hang cost those that answer (Fault 32):
/// `hanging [memory|files|sqlite] [known|cold|sudden] [WEBHOOKS] [HANGING] [EVENTS] [SLOTS]`.
///
/// The same webhooks without and with hanging ones, in one run. `known`: the answering ones have
/// answered a ping. `cold`: nobody has. `sudden`: all have, and some hang from the first event on.
///
/// `dead [memory|files|sqlite]… [WEBHOOKS] [DEAD] [EVENTS] [SLOTS]`: a table of what they cost that are
/// dead in each way of ``Death``, over the stores; 200 of 400 unless told otherwise. The answering ones
/// alone are measured before and after, and the mean counts, since both processors do all of the work.
enum HangingBenchmarks {
    /// How a receiver is dead.
    enum Death: String, CaseIterable {
        case dropped = "SYN dropped", refused, unknown = "NXDOMAIN", hanging = "hang", reset
    }

    private struct Options {
        var death = Death.hanging
        var store = "sqlite"
        var knowledge = "known"
        var webhooks = 50
        var hanging = 25
        var events = 400
        var slots = 64

        init(_ words: [String]) {
            for word in words where ["memory", "files", "sqlite"].contains(word) { store = word }
            for word in words where ["known", "cold", "sudden"].contains(word) { knowledge = word }
            let numbers = words.compactMap(Int.init)
            if numbers.count > 0 { webhooks = numbers[0] }
            if numbers.count > 1 { hanging = min(numbers[1], webhooks) }
            if numbers.count > 2 { events = numbers[2] }
            if numbers.count > 3 { slots = numbers[3] }
        }
    }

    static func run(_ words: [String]) async throws {
        var options = Options(words)
        let hanging = options.hanging
        print(
            "\(options.webhooks) webhooks, \(options.events) events each, \(options.slots) slots, "
                + "\(options.store), \(options.knowledge)"
        )
        // The answering ones alone, then beside the others.
        options.webhooks -= hanging
        options.hanging = 0
        let alone = try await measure(options)
        print("\(options.webhooks) that answer, alone: \(alone)")
        options.webhooks += hanging
        options.hanging = hanging
        let beside = try await measure(options)
        let share = Int((100 * beside.rate / alone.rate).rounded())
        print("beside \(hanging) that hang: \(beside), \(share) % of the rate")
    }

    /// The table over deaths and stores.
    static func table(_ words: [String]) async throws {
        let chosen = words.filter { ["memory", "files", "sqlite"].contains($0) }
        let numbers = words.filter { Int($0) != nil }
        let defaults = ["400", "200", "50", "256"]
        let counts = numbers + defaults.dropFirst(numbers.count)
        print("\(counts.joined(separator: " ")): webhooks, dead ones, events each, slots")
        print("| store | dead | alone, deliveries/s | beside the dead | share | longest rest |")
        print("|---|---|---|---|---|---|")
        for store in chosen.isEmpty ? ["memory", "files", "sqlite"] : chosen {
            var options = Options([store] + counts)
            let (webhooks, dead) = (options.webhooks, options.hanging)
            (options.webhooks, options.hanging) = (webhooks - dead, 0)
            var alone = try await measure(options).rate
            for death in Death.allCases {
                (options.webhooks, options.hanging, options.death) = (webhooks, dead, death)
                let beside = try await measure(options)
                (options.webhooks, options.hanging) = (webhooks - dead, 0)
                let after = try await measure(options).rate
                let mean = (alone + after) / 2
                let share = Int((100 * beside.rate / mean).rounded())
                print(
                    "| \(store) | \(death.rawValue) | \(Int(mean)) | \(Int(beside.rate)) | "
                        + "\(share) % | \(beside.longestRest.rounded) s |"
                )
                alone = after
            }
        }
    }

    private struct Figures: CustomStringConvertible {
        var rate: Double
        var took: Duration
        var longestRest: Duration
        var isWhole: Bool

        var description: String {
            "\(Int(rate)) deliveries/s, \(took.rounded) s, longest rest \(longestRest.rounded) s"
                + (isWhole ? "" : " (ended after a minute, not all delivered)")
        }
    }

    private static func measure(_ options: Options) async throws -> Figures {
        let (nginx, silent) = (try Nginx(), try LoopbackReceiver())
        let deaf = options.death == .dropped ? try DeafListener() : nil
        let refusing = try await closedPort()
        let folder = try TemporaryFolder()
        let store: any WebhookStore =
            switch options.store {
            case "memory": InMemoryWebhookStore()
            case "files": try await FileWebhookStore(folder: folder.path + "/store")
            default: try await SQLiteWebhookStore(path: folder.path + "/webhooks.sqlite")
            }
        let counter = Counter()
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        configuration.concurrency = options.slots
        let service = try WebhookService(
            store: store,
            transport: CurlTransport(),
            configuration: configuration,
            resolver: UnknownNames(),
            observer: counter
        )
        for index in 0..<options.webhooks {
            // Spread over the scopes.
            let hangs =
                (index + 1) * options.hanging / options.webhooks
                > index * options.hanging / options.webhooks
            let path = "/\(index)"
            let dead: String
            switch options.death {
            case .dropped: dead = "http://127.0.0.1:\(deaf?.port ?? 0)\(path)"
            case .refused: dead = "http://127.0.0.1:\(refusing)\(path)"
            case .unknown: dead = "http://hook\(index).invalid\(path)"
            case .hanging, .reset: dead = silent.url(path).string
            }
            if hangs {
                let first: [ReceiverReply] = options.knowledge == "sudden" ? [.status(200)] : []
                silent.on(path, first + [options.death == .reset ? .reset : .hangBeforeHeaders])
            }
            let created = try await service.webhooks(in: try scope(index / 50), as: .host).create(
                WebhookDraft(
                    name: path,
                    url: hangs ? dead : nginx.url,
                    events: .all
                ),
                ping: options.knowledge == "cold" || (hangs && options.knowledge == "known")
                    ? .skipped : .required
            )
            if !hangs { counter.add(created.webhook.id) }
        }
        for scopeIndex in 0..<((options.webhooks + 49) / 50) {
            let scope = try scope(scopeIndex)
            for _ in 0..<((options.events + 99) / 100) {
                let count = min(100, options.events)
                let draft = EventDraft(.messageCreated, json: Benchmarks.draft.json, in: scope)
                _ = try await service.publishAll(Array(repeating: draft, count: count))
            }
        }
        return try await deliver(
            service,
            counter,
            count: (options.webhooks - options.hanging) * options.events
        )
    }

    private static func deliver(
        _ service: WebhookService,
        _ counter: Counter,
        count: Int
    ) async throws -> Figures {
        let clock = ContinuousClock()
        counter.begin()
        let begin = clock.now
        let worker = Task { try await service.run() }
        while counter.count < count, clock.now - begin < .seconds(60) {
            try await Task.sleep(for: .milliseconds(5))
        }
        let took = clock.now - begin
        let delivered = counter.count
        worker.cancel()
        _ = await worker.result
        return Figures(
            rate: Double(delivered) / (took / .seconds(1)),
            took: took,
            longestRest: counter.longestRest,
            isWhole: delivered >= count
        )
    }

    /// A port that nobody listens at.
    private static func closedPort() async throws -> Int {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        return receiver.port
    }

    /// Says at once of names below `invalid` that they do not exist, as a name server nearby does.
    private struct UnknownNames: HostResolver {
        private let system = SystemResolver()

        func resolve(
            _ host: String,
            deadline: Duration
        ) async throws(ResolutionFailure) -> [HostAddress] {
            if host.hasSuffix(".invalid") { throw .unknownHost }
            return try await system.resolve(host, deadline: deadline)
        }
    }

    private static func scope(_ index: Int) throws -> Scope {
        Scope(organization: try Organization("org\(index)"), environment: .production)
    }

    /// Counts what reached the webhooks that answer, and the longest time in which nothing did.
    private final class Counter: WebhookObserver {
        private struct State {
            var webhooks: Set<Webhook.ID> = []
            var count = 0
            var last = ContinuousClock.now
            var longestRest = Duration.zero
        }

        private let state = Mutex(State())

        var count: Int { state.withLock { $0.count } }
        var longestRest: Duration { state.withLock { $0.longestRest } }

        func add(_ webhook: Webhook.ID) {
            state.withLock { _ = $0.webhooks.insert(webhook) }
        }

        func begin() {
            state.withLock { $0.last = .now }
        }

        func observe(_ activity: ServiceActivity) {
            guard case .attempted(let id, _, let attempt) = activity, attempt.failure == nil
            else { return }
            state.withLock { state in
                guard state.webhooks.contains(id) else { return }
                state.count += 1
                let now = ContinuousClock.now
                state.longestRest = max(state.longestRest, now - state.last)
                state.last = now
            }
        }
    }
}

extension Duration {
    fileprivate var rounded: Double { (self / .milliseconds(10)).rounded() / 100 }
}
