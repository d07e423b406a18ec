import Testing
import WebhookKit
import WebhookKitTesting

/// A whole service in virtual time: scripted receivers, one organization with two API Users.
struct Harness: Sendable {
    let clock: ManualClock
    let store: any WebhookStore
    let transport: ScriptedTransport
    let notifier: RecordingNotifier
    let observer = RecordingObserver()
    let directory = InMemoryUserDirectory()
    let random: SeededRandom
    var service: WebhookService
    let configuration: WebhookService.Configuration

    static let start = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)

    init(
        seed: UInt64 = 1,
        store: ((ManualClock) -> any WebhookStore)? = nil,
        notifier: RecordingNotifier = RecordingNotifier(),
        cipher: any SecretCipher = NoCipher(),
        resolver: any HostResolver = ScriptedResolver(),
        configure: (inout WebhookService.Configuration) -> Void = { _ in },
        script: @escaping @Sendable (ScriptedTransport.Call) -> ScriptedTransport.Reply
    ) throws {
        clock = ManualClock(now: Self.start)
        self.store = store?(clock) ?? InMemoryWebhookStore(clock: clock)
        transport = ScriptedTransport(clock: clock, script: script)
        self.notifier = notifier
        random = SeededRandom(seed: seed)
        var configuration = WebhookService.Configuration()
        configure(&configuration)
        self.configuration = configuration
        for name in ["ada", "grace"] {
            directory.save(User(id: try User.ID(name), email: "\(name)@example.com"), in: .default)
        }
        service = try WebhookService(
            store: self.store,
            transport: transport,
            configuration: configuration,
            directory: directory,
            notifier: notifier,
            cipher: cipher,
            resolver: resolver,
            observer: observer,
            clock: clock,
            random: random
        )
    }

    /// A service whose receivers answer everything with 200.
    init() throws {
        try self.init(script: { _ in .status(200) })
    }

    /// Another process on the same store.
    func anotherService() throws -> WebhookService {
        try WebhookService(
            store: store,
            transport: transport,
            configuration: configuration,
            directory: directory,
            notifier: notifier,
            resolver: ScriptedResolver(),
            observer: observer,
            clock: clock,
            random: random
        )
    }

    /// Runs the body in virtual time.
    func virtually<Value: Sendable>(
        seed: UInt64? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await VirtualTime(clock: clock, seed: seed).run(body)
    }

    /// Runs the body while `run()` delivers, then shuts down; the result counts afterwards.
    func whileRunning<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let service = self.service
            group.addTask { try await service.run() }
            let value = try await body()
            group.cancelAll()
            do {
                try await group.waitForAll()
            } catch is CancellationError {
                return value
            }
            Issue.record("run() ended without a CancellationError")
            return value
        }
    }

    /// Creates a webhook for all events, without a ping unless told so.
    ///
    /// - Parameter responsiveness: what the store knows of its receiver without a ping.
    func webhook(
        _ name: String = "hook",
        in scope: Scope = .default,
        ping: Webhooks.PingChoice = .skipped,
        _ responsiveness: Responsiveness = .prompt,
        _ change: (inout WebhookDraft) -> Void = { _ in }
    ) async throws -> Webhooks.Created {
        var draft = WebhookDraft(
            name: name,
            url: "https://\(name).example/in",
            events: .all
        )
        change(&draft)
        let created = try await service.webhooks(in: scope, as: .host).create(draft, ping: ping)
        if ping == .skipped {
            try await store.setResponsiveness(responsiveness, of: created.webhook)
        }
        return created
    }

    /// Publishes one event with a small body.
    @discardableResult
    func publish(
        _ number: Int = 1,
        type: EventType = .conversationClosed,
        in scope: Scope = .default
    ) async throws -> Publication {
        try await service.publish(
            EventDraft(type, json: Array(#"{"number":\#(number)}"#.utf8), in: scope)
        )
    }

    /// Drains again and again, sleeping in between, until nothing waits or the time is up.
    @discardableResult
    func drainAll(within limit: Duration = .seconds(30 * 86400)) async throws -> DrainReport {
        let end = clock.uptime + limit
        var total = DrainReport()
        while true {
            let report = await service.drain()
            total.attempts += report.attempts
            total.delivered += report.delivered
            total.failed += report.failed
            total.retrying += report.retrying
            total.released += report.released
            total.notices += report.notices
            guard let next = report.nextDue, clock.uptime + next <= end else { return total }
            try await clock.sleep(for: next)
        }
    }

    /// When requests went out, as seconds since the start.
    var secondsOfCalls: [Double] {
        transport.calls.map { call in
            Double(Self.start.duration(to: call.at).components.seconds)
                + Double(Self.start.duration(to: call.at).components.attoseconds) / 1e18
        }
    }
}

extension Webhook {
    /// Why it is inactive; nil when it is not.
    var deactivation: Deactivation? {
        if case .inactive(let deactivation) = health.state { deactivation } else { nil }
    }
}

extension Harness {
    /// How many results were recorded.
    var settledCount: Int {
        observer.activities.elements.count {
            if case .settled = $0 { true } else { false }
        }
    }
}
