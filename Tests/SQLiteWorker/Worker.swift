import WebhookKit
import WebhookKitSQLite

/// The verbs; each prints what it did, a line at a time.
struct Worker {
    let arguments: Arguments
    let store: SQLiteWebhookStore

    init(_ arguments: Arguments) async throws {
        self.arguments = arguments
        var configuration = SQLiteWebhookStore.Configuration()
        if let busy = try arguments.milliseconds("busy") { configuration.busyTimeout = busy }
        store = try await SQLiteWebhookStore(
            path: arguments.required("db"),
            configuration: configuration
        )
    }

    func run() async throws {
        switch arguments.verb {
        case "deliver": try await deliver()
        case "publish": try await publish()
        case "insert": try await insert()
        case "state": try await printState()
        default: throw UsageError("\(arguments.verb) is no verb")
        }
        await store.close()
        LineFile.output.append("done")
    }

    /// Delivers until it is stopped, or until nothing waits when `--until empty`.
    private func deliver() async throws {
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        configuration.concurrency = try arguments.number("concurrency", or: 64)
        configuration.shutdownGrace = try arguments.milliseconds("grace")
        if let poll = try arguments.milliseconds("poll") { configuration.pollInterval = poll }
        let service = try WebhookService(
            store: ShortLeases(store: store, margin: try arguments.milliseconds("margin")),
            transport: FakeReceiver(
                sends: LineFile(appendingTo: arguments.required("sends")),
                hold: arguments.milliseconds("hold") ?? .zero,
                gate: arguments.text("gate"),
                status: arguments.number("status", or: 200)
            ),
            configuration: configuration,
            notifier: PrintingNotifier(),
            observer: PrintingObserver()
        )
        let endsWhenEmpty = arguments.text("until") == "empty"
        LineFile.output.append("ready")
        // Two of a kind share the work only when they begin together.
        while let start = arguments.text("start"), !exists(start) {
            try await Task.sleep(for: .milliseconds(2))
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await service.run() }
            group.addTask { await stopRequest() }
            if endsWhenEmpty { group.addTask { await waitUntilEmpty() } }
            await group.next()
            group.cancelAll()
            LineFile.output.append("stopping")
        }
    }

    private func waitUntilEmpty() async {
        while !Task.isCancelled {
            if let backlog = try? await store.backlog(), backlog.waiting + backlog.leased == 0 {
                return
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
        let filler = String(repeating: "x", count: try arguments.number("size", or: 100))
        let service = try WebhookService(store: store, transport: NoTransport())
        LineFile.output.append("ready")
        while let start = arguments.text("start"), !exists(start) {
            try await Task.sleep(for: .milliseconds(2))
        }
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    for number in stride(from: task, to: count, by: tasks) where !Task.isCancelled {
                        let draft = EventDraft(
                            .messageCreated,
                            json: Array(#"{"number":\#(number),"text":"\#(filler)"}"#.utf8),
                            idempotencyKey: key.map { "\($0)\(number)" }
                        )
                        await print(number) { try await service.publish(draft) }
                        if pause > .zero { try? await Task.sleep(for: pause) }
                    }
                }
            }
        }
    }

    private func print(_ number: Int, _ publish: () async throws -> Publication) async {
        let began = machineTime()
        do {
            let publication = try await publish()
            let kind = publication.isDuplicate ? "duplicate" : "ack"
            LineFile.output.append(
                "\(kind) \(publication.id) \(publication.position) \(machineTime()) \(number)"
            )
        } catch let error as StoreError {
            LineFile.output.append("refused \(error.code) \(machineTime() - began) \(error)")
        } catch {
            LineFile.output.append("refused \(error)")
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
            DeliveryPolicy(deadline: $0, window: .seconds(60), gaps: [.seconds(1)])
        }
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        let service = try WebhookService(
            store: store,
            transport: NoTransport(),
            configuration: configuration
        )
        LineFile.output.append("ready")
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
                        LineFile.output.append("created \(created.webhook.id)")
                    } catch let error as StoreError {
                        LineFile.output.append("refused \(error.code)")
                    } catch {
                        LineFile.output.append("refused \(error)")
                    }
                }
            }
        }
    }

    private func printState() async throws {
        let backlog = try await store.backlog()
        LineFile.output.append(
            "backlog \(backlog.waiting) \(backlog.leased) \(backlog.parked.count)"
        )
        for record in try await store.webhooks(WebhookQuery(scope: .default)) {
            let state = record.health.sends ? "sends" : "stopped"
            LineFile.output.append("webhook \(record.id) \(state) \(record.health.generation)")
        }
    }
}

/// For verbs that send nothing.
private struct NoTransport: WebhookTransport {
    func send(_ request: TransportRequest) async -> TransportOutcome {
        .failure(TransportFailure(.local, "this process sends nothing"))
    }
}
