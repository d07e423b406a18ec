import WebhookKit
import WebhookKitTesting

/// A process that tests start, stop and kill; it prints what it did, a line at a time.
struct Worker {
    static let verbs = ["deliver", "publish", "work", "insert", "state", "authenticate"]

    let arguments: Arguments
    let store: any WebhookStore
    private let close: @Sendable () async -> Void

    init(_ arguments: Arguments) async throws {
        self.arguments = arguments
        let opened = try await arguments.place().open(
            busyTimeout: try arguments.milliseconds("busy")
        )
        store = opened.store
        close = opened.close
    }

    func run() async throws {
        switch arguments.verb {
        case "deliver": try await deliver()
        case "publish": try await publish()
        case "work": try await deliver(besides: publish)
        case "insert": try await insert()
        case "state": try await printState()
        case "authenticate": try await authenticate()
        default: throw UsageError("\(arguments.verb) is no verb")
        }
        await close()
        say("done")
    }

    /// Delivers until it is stopped, or until nothing waits when `--until empty`.
    ///
    /// - Parameter besides: what to do meanwhile.
    private func deliver(besides other: (@Sendable () async throws -> Void)? = nil) async throws {
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        configuration.concurrency = try arguments.number("concurrency", or: 64)
        configuration.shutdownGrace = try arguments.milliseconds("grace")
        if let poll = try arguments.milliseconds("poll") { configuration.pollInterval = poll }
        let margin = try arguments.milliseconds("margin")
        let service = try WebhookService(
            store: margin.map { ShortLeases(store: store, margin: $0) } ?? store,
            transport: FakeReceiver(
                sends: LineFile(appendingTo: arguments.required("sends")),
                hold: arguments.milliseconds("hold") ?? .zero,
                gate: arguments.text("gate"),
                status: arguments.number("status", or: 200),
                failing: FirstFailures(percent: arguments.number("failing", or: 0))
            ),
            configuration: configuration,
            notifier: PrintingNotifier(),
            observer: PrintingObserver()
        )
        let endsWhenEmpty = arguments.text("until") == "empty"
        say("ready")
        // Two of a kind share the work only when they begin together.
        while let start = arguments.text("start"), !exists(start) {
            try await Task.sleep(for: .milliseconds(2))
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await service.run() }
            group.addTask { await stopRequest() }
            if endsWhenEmpty { group.addTask { await waitUntilEmpty(service) } }
            if let other { group.addTask { try? await other() } }
            await group.next()
            group.cancelAll()
            say("stopping")
        }
    }

    private func waitUntilEmpty(_ service: WebhookService) async {
        let resumes = arguments.text("resume") != nil
        while !Task.isCancelled {
            if let backlog = try? await store.backlog() {
                // Set aside for having been in flight each time that the process died.
                let parked = resumes ? backlog.parked : []
                for delivery in parked { try? await service.webhooks.resume(delivery) }
                if parked.isEmpty, backlog.waiting + backlog.leased == 0 { return }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Publishes `--count` events from `--tasks` tasks, and prints each when it is acknowledged.
    private func publish() async throws {
        let count = try arguments.number("count", or: 1)
        let tasks = try arguments.number("tasks", or: 1)
        let pause = try arguments.milliseconds("pause") ?? .zero
        let key = arguments.text("keys")
        let size = try arguments.number("size", or: 100)
        let service = try WebhookService(store: store, transport: NoTransport())
        say("ready")
        while let start = arguments.text("start"), !exists(start) {
            try await Task.sleep(for: .milliseconds(2))
        }
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    for number in stride(from: task, to: count, by: tasks) where !Task.isCancelled {
                        let draft = Self.draft(number, keys: key, size: size)
                        await print(number) { try await service.publish(draft) }
                        if pause > .zero { try? await Task.sleep(for: pause) }
                    }
                }
            }
        }
    }

    static func draft(_ number: Int, keys: String?, size: Int) -> EventDraft {
        let filler = String(repeating: "x", count: size)
        return EventDraft(
            .messageCreated,
            json: Array(#"{"number":\#(number),"text":"\#(filler)"}"#.utf8),
            in: .default,
            idempotencyKey: keys.map { "\($0)\(number)" }
        )
    }

    private func print(_ number: Int, _ publish: () async throws -> Publication) async {
        let began = machineTime()
        do {
            let publication = try await publish()
            let kind = publication.isDuplicate ? "duplicate" : "ack"
            say(
                "\(kind) \(publication.id) \(publication.position) \(machineTime()) \(number)"
            )
        } catch let error as StoreError {
            say("refused \(error.code) \(machineTime() - began) \(error)")
        } catch {
            say("refused \(error)")
        }
    }

    /// Creates `--count` webhooks at once.
    private func insert() async throws {
        let count = try arguments.number("count", or: 1)
        let flow = DeliveryFlow(
            concurrency: try arguments.number("cap"),
            deliveriesPerSecond: try arguments.number("rate").map { Double($0) }
        )
        let policy = try arguments.milliseconds("deadline").map {
            DeliveryPolicy(
                deadline: $0,
                window: .seconds(600),
                gaps: Array(repeating: .milliseconds(200), count: 20)
            )
        }
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        let service = try WebhookService(
            store: store,
            transport: NoTransport(),
            configuration: configuration
        )
        say("ready")
        while let start = arguments.text("start"), !exists(start) {
            try await Task.sleep(for: .milliseconds(2))
        }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask {
                    let draft = WebhookDraft(
                        name: "webhook \(number)",
                        url: "http://127.0.0.1:9/w\(number)",
                        events: .all,
                        policy: policy,
                        flow: flow
                    )
                    do {
                        let created = try await service.webhooks.create(draft, ping: .skipped)
                        // Of one that has never answered, only one at a time is sent. Not where many
                        // are made at once, for the webhook is removed for a moment.
                        if count == 1 || arguments.text("start") == nil {
                            try await store.setResponsiveness(.prompt, of: created.webhook)
                        }
                        say("created \(created.webhook.id)")
                    } catch let error as StoreError {
                        say("refused \(error.code)")
                    } catch {
                        say("refused \(error)")
                    }
                }
            }
        }
    }

    /// Authenticates `--token` again and again, until it is stopped, and prints whenever the answer changes.
    private func authenticate() async throws {
        guard let rows = store as? any RowStore else { throw UsageError("the store has no rows") }
        var configuration = TokenService.Configuration()
        configuration.cacheLifetime = try arguments.milliseconds("life") ?? .seconds(60)
        let service = try TokenService(store: rows, configuration: configuration)
        let authenticator = service.authenticator(in: .default)
        let token = Array(try arguments.required("token").utf8)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stopRequest() }
            group.addTask {
                var last = ""
                while !Task.isCancelled {
                    var answer = "letIn"
                    do throws(AuthenticationError) {
                        _ = try await authenticator.authenticate(token: token)
                    } catch {
                        answer = error.rawValue
                    }
                    if answer != last, !Task.isCancelled { say(answer) }
                    last = answer
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func printState() async throws {
        let backlog = try await store.backlog()
        say(
            "backlog \(backlog.waiting) \(backlog.leased) \(backlog.parked.count)"
        )
        for record in try await store.webhooks(WebhookQuery(scope: .default)) {
            let state = record.health.sends ? "sends" : "stopped"
            say("webhook \(record.id) \(state) \(record.health.generation)")
        }
    }
}

/// For verbs that send nothing.
struct NoTransport: WebhookTransport {
    func send(_ request: TransportRequest) async -> TransportOutcome {
        .failure(TransportFailure(.local, "this process sends nothing"))
    }
}
