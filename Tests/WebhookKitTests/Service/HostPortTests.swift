import Testing
import WebhookKit
import WebhookKitTesting

/// Ports of the host that hang or fail for hours: nobody waits for them for good (D-12, D-16).
@Suite struct HostPortTests {
    /// Fault 60.
    @Test(arguments: HostPortSetting.Port.allCases, [AwayPorts.Mode.hanging, .failing])
    func runAndDrainEndWhateverIsAway(port: HostPortSetting.Port, mode: AwayPorts.Mode) async throws
    {
        let setting = try HostPortSetting(port) { _ in .status(410) }
        try await setting.virtually {
            // Of different deadlines, so that they never end together.
            for number in 0..<30 {
                var policy = DeliveryPolicy.gladly
                policy.deadline = .seconds(5 + number)
                var draft = WebhookDraft(
                    name: "h",
                    url: "https://h\(number).example/",
                    events: .all
                )
                draft.policy = policy
                let hook = try await setting.service.webhooks.create(draft, ping: .skipped).webhook
                try await setting.store.setResponsiveness(.prompt, of: hook)
            }
            for _ in 0..<3 { try await setting.publish() }
            setting.ports.set(mode)
            let service = setting.service
            let began = setting.clock.uptime
            _ = await service.drain()
            #expect(setting.clock.uptime - began < .seconds(200))
            let stopped = try await service.whileRunning {
                for _ in 0..<3 { try await setting.publish() }
                try await setting.clock.sleep(for: .seconds(100))
                return setting.clock.uptime
            }
            #expect(setting.clock.uptime - stopped <= .seconds(17), "the grace and a moment")
        }
    }

    /// Fault 60.
    @Test func aShutdownLeavesAHangingTransportAloneAndBurnsNothing() async throws {
        let gate = Completion<Void>()
        struct Deaf: WebhookTransport {
            let gate: Completion<Void>
            func send(_ request: TransportRequest) async -> TransportOutcome {
                await gate.wait()
                return .response(TransportResponse(status: 200))
            }
        }
        let clock = ManualClock(now: Harness.start)
        let store = InMemoryWebhookStore(clock: clock)
        var configuration = WebhookService.Configuration()
        configuration.shutdownGrace = .seconds(2)
        let service = try WebhookService(
            store: store,
            transport: Deaf(gate: gate),
            configuration: configuration,
            resolver: ScriptedResolver(),
            clock: clock,
            random: SeededRandom(seed: 1)
        )
        try await VirtualTime(clock: clock).run {
            let draft = WebhookDraft(name: "h", url: "https://h.example/", events: .all)
            _ = try await service.webhooks.create(draft, ping: .skipped)
            try await service.publish(
                EventDraft(.conversationClosed, json: Array("1".utf8), in: .default)
            )
            try await service.whileRunning { try await clock.sleep(for: .seconds(1)) }
            #expect(clock.uptime <= .seconds(4))
            #expect(try await service.health().backlog.waiting == 1)
            let log = try await service.webhooks.all()
            #expect(log.first?.health.state == .active)
            #expect(try await service.health().abandonedCalls == [.transport: 1])
            gate.reach(())
        }
    }

    /// Fault 60.
    @Test func aNoticeThatHangsHoldsUpNoOther() async throws {
        struct Picky: Notifier {
            let gate: Completion<Void>
            let recorder: RecordingNotifier
            func notify(_ notice: Notice, recipients: [User]) async throws {
                if notice.webhook?.name.hasPrefix("bad") == true { await gate.wait() }
                try recorder.notify(notice, recipients: recipients)
            }
        }
        let gate = Completion<Void>()
        let clock = ManualClock(now: Harness.start)
        let store = InMemoryWebhookStore(clock: clock)
        let recorder = RecordingNotifier()
        let service = try WebhookService(
            store: store,
            transport: ScriptedTransport(clock: clock) { _ in .status(410) },
            notifier: Picky(gate: gate, recorder: recorder),
            resolver: ScriptedResolver(),
            clock: clock,
            random: SeededRandom(seed: 1)
        )
        try await VirtualTime(clock: clock).run {
            for number in 0..<40 {
                let name = number < 30 ? "bad\(number)" : "good\(number)"
                let url = "https://\(name).example/"
                let draft = WebhookDraft(name: name, url: url, events: .all)
                _ = try await service.webhooks.create(draft, ping: .skipped)
            }
            try await service.publish(
                EventDraft(.conversationClosed, json: Array("1".utf8), in: .default)
            )
            try await service.whileRunning { try await clock.sleep(for: .seconds(1800)) }
            #expect(recorder.sent.elements.count == 10)
            gate.reach(())
        }
    }

    /// Fault 60.
    @Test(arguments: [HostPortSetting.Port.cipher, .directory, .resolver])
    func aManagingCallEndsWithATypedError(port: HostPortSetting.Port) async throws {
        let setting = try HostPortSetting(port, .hanging)
        try await setting.virtually {
            let draft = WebhookDraft(name: "h", url: "https://h.example/", events: .all)
            let ada = Caller.user(try User.ID("ada"))
            let webhooks = setting.service.webhooks(in: .default, as: ada)
            do {
                _ = try await webhooks.create(draft, ping: .skipped)
                #expect(port == .resolver, "it may get addresses later")
            } catch let error as HostPortTimeout {
                #expect(error.port == (port == .cipher ? .secretCipher : .userDirectory))
                #expect(error.limit == .seconds(15))
            }
            #expect(setting.clock.uptime <= .seconds(15))
        }
    }

    /// Fault 60.
    @Test func callsThatHangAreToldAndCounted() async throws {
        let setting = try HostPortSetting(.directory, .hanging)
        try await setting.virtually {
            let ada = Caller.user(try User.ID("ada"))
            let webhooks = setting.service.webhooks(in: .default, as: ada)
            for _ in 0..<5 {
                await #expect(throws: HostPortTimeout.self) {
                    _ = try await webhooks.all()
                }
            }
            #expect(try await setting.service.health().abandonedCalls == [.userDirectory: 5])
            let told = setting.observer.activities.elements.compactMap { observation in
                if case .callsAbandoned(.userDirectory, let count) = observation {
                    count
                } else {
                    nil
                }
            }
            #expect(told == [1, 2, 4])
            setting.ports.open()
            try await setting.clock.sleep(for: .seconds(1))
            #expect(try await setting.service.health().abandonedCalls == [:])
        }
    }

    /// Fault 64.
    @Test func aServiceWithoutNotifierOrCipherSaysSoOnce() async throws {
        let (clock, observer) = (ManualClock(now: Harness.start), RecordingObserver())
        let store = InMemoryWebhookStore(clock: clock)
        let transport = ScriptedTransport(clock: clock) { _ in .status(200) }
        let bare = try WebhookService(
            store: store,
            transport: transport,
            observer: observer,
            clock: clock
        )
        let setting = try HostPortSetting(.cipher)
        try await setting.virtually {
            _ = await setting.service.drain()
            let health = try await setting.service.health()
            #expect(health.portsNotSet.isEmpty)
            #expect(setting.count { if case .portNotSet = $0 { true } else { false } } == 0)
        }
        try await VirtualTime(clock: clock).run {
            for _ in 0..<2 { _ = await bare.drain() }
            let health = try await bare.health()
            #expect(health.portsNotSet == [.notifier, .secretCipher])
            let told = observer.activities.elements.filter {
                if case .portNotSet = $0 { true } else { false }
            }
            #expect(told == [.portNotSet(.secretCipher), .portNotSet(.notifier)])
        }
    }
}
