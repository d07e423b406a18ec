import Testing
import WebhookKit
import WebhookKitTesting

/// A service one of whose ports can be away.
struct HostPortSetting {
    let clock = ManualClock(now: Harness.start)
    let ports: AwayPorts
    let store: InMemoryWebhookStore
    let notifier = RecordingNotifier()
    let observer = RecordingObserver()
    let transport: ScriptedTransport
    let service: WebhookService

    enum Port: Sendable, CaseIterable { case cipher, notifier, directory, resolver }

    init(
        _ port: Port,
        _ mode: AwayPorts.Mode = .working,
        script: @escaping @Sendable (ScriptedTransport.Call) -> ScriptedTransport.Reply = {
            _ in .status(200)
        }
    ) throws {
        ports = AwayPorts(mode)
        store = InMemoryWebhookStore(clock: clock)
        transport = ScriptedTransport(clock: clock, script: script)
        let (ports, quick) = (self.ports, AwayPorts())
        service = try WebhookService(
            store: store,
            transport: transport,
            directory: AwayPorts.Directory(ports: port == .directory ? ports : quick),
            notifier: port == .notifier ? AwayPorts.Told(ports: ports) : notifier,
            cipher: AwayPorts.Cipher(ports: port == .cipher ? ports : quick),
            resolver: AwayPorts.Resolver(ports: port == .resolver ? ports : quick),
            observer: observer,
            clock: clock,
            random: SeededRandom(seed: 1)
        )
    }

    func virtually<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        defer { ports.open() }
        return try await VirtualTime(clock: clock).run(body)
    }

    func webhook(_ name: String) async throws -> Webhook {
        let draft = WebhookDraft(name: name, url: "https://\(name).example/", events: .all)
        let webhook = try await service.webhooks.create(draft, ping: .skipped).webhook
        try await store.setResponsiveness(.prompt, of: webhook)
        return webhook
    }

    func publish() async throws {
        try await service.publish(
            EventDraft(.conversationClosed, json: Array("1".utf8), in: .default)
        )
    }

    func count(_ matches: (ServiceActivity) -> Bool) -> Int {
        observer.activities.elements.count(where: matches)
    }
}

extension WebhookService {
    /// Runs beside the body and stops then.
    @discardableResult
    func whileRunning<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await run() }
            let value = try await body()
            group.cancelAll()
            while await group.nextResult() != nil {}
            return value
        }
    }
}
