import Testing
import WebhookKit
import WebhookKitTesting

/// Ports of the host that hang or fail for hours: nobody waits for them for good (D-12, D-16).
@Suite struct HostPortTests {
    struct Setting {
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

    /// Runs the service beside the body and stops it then.
    @discardableResult
    private static func whileRunning<Value: Sendable>(
        _ service: WebhookService,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            let value = try await body()
            group.cancelAll()
            while await group.nextResult() != nil {}
            return value
        }
    }

    /// Fault 61.
    @Test(arguments: [AwayPorts.Mode.hanging, .failing])
    func aCipherThatIsAwayForHoursParksNothingAndIsToldOnce(mode: AwayPorts.Mode) async throws {
        let setting = try Setting(.cipher)
        try await setting.virtually {
            var hooks: [Webhook] = []
            for number in 0..<40 { hooks.append(try await setting.webhook("h\(number)")) }
            for _ in 0..<3 { try await setting.publish() }
            setting.ports.set(mode)
            let service = setting.service
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await service.run() }
                try await setting.clock.sleep(for: .seconds(2 * 3600))
                let health = try await service.health()
                #expect(health.unreadableSecrets == 40)
                #expect(health.backlog.parked.isEmpty)
                #expect(health.backlog.waiting + health.backlog.leased == 120)
                if mode == .hanging {
                    let hung = health.abandonedCalls[.secretCipher] ?? 0
                    #expect(hung >= 256 && hung < 256 + 40 + 120)
                    #expect(setting.ports.calls < 256 + 80 + 120)
                }
                let unreadable = setting.count {
                    if case .secretsUnreadable = $0 { true } else { false }
                }
                #expect(unreadable == 40)
                #expect(setting.notifier.sent.elements.count == 1)
                let notice = try #require(setting.notifier.sent.elements.first?.notice)
                guard case .secretsUnreadable(let outage) = notice.kind else {
                    Issue.record("\(notice)")
                    return
                }
                #expect(outage.webhooks == 40)
                let log = try await service.webhooks.log(of: hooks[0].id).entries
                let attempts = log.flatMap(\.attempts)
                #expect(attempts.contains { $0.failure?.kind == .local })
                #expect(attempts.count < 20)
                // Those that hang never end; the others work again.
                setting.ports.set(.working)
                try await setting.clock.sleep(for: .seconds(150))
                #expect(try await service.health().backlog.waiting == 0)
                #expect(try await service.health().unreadableSecrets == 0)
                for hook in hooks {
                    #expect(try await service.webhooks.webhook(hook.id)?.health.state == .active)
                }
                group.cancelAll()
                while await group.nextResult() != nil {}
            }
        }
    }

    /// Fault 61.
    @Test func secretsThatAreOpenedTooLateAreKept() async throws {
        let setting = try Setting(.cipher)
        try await setting.virtually {
            _ = try await setting.webhook("h")
            try await setting.publish()
            setting.ports.set(.hanging)
            #expect(await setting.service.drain().released == 1)
            #expect(try await setting.service.health().unreadableSecrets == 1)
            setting.ports.open()
            try await setting.clock.sleep(for: .seconds(60))
            #expect(await setting.service.drain().delivered == 1)
            let health = try await setting.service.health()
            #expect(health.unreadableSecrets == 0 && health.abandonedCalls.isEmpty)
            #expect(setting.count { if case .secretsReadable = $0 { true } else { false } } == 1)
            #expect(setting.ports.calls == 2, "one to seal, one to open")
        }
    }

    /// Fault 60.
    @Test func oneWebhooksHangingSecretsHoldUpNoOther() async throws {
        let setting = try Setting(.cipher)
        try await setting.virtually {
            _ = try await setting.webhook("fine")
            try await setting.publish()
            _ = await setting.service.drain()
            // Its secrets are kept in this process; nobody else's are.
            setting.ports.set(.working)
            for number in 0..<40 { _ = try await setting.webhook("h\(number)") }
            for _ in 0..<50 { try await setting.publish() }
            setting.ports.set(.hanging)
            let service = setting.service
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await service.run() }
                try await setting.clock.sleep(for: .seconds(20))
                let sent = setting.transport.calls.count {
                    $0.request.url.string == "https://fine.example/"
                }
                #expect(sent == 51)
                group.cancelAll()
                while await group.nextResult() != nil {}
            }
        }
    }

    /// Fault 60.
    @Test(arguments: Setting.Port.allCases, [AwayPorts.Mode.hanging, .failing])
    func runAndDrainEndWhateverIsAway(port: Setting.Port, mode: AwayPorts.Mode) async throws {
        let setting = try Setting(port) { _ in .status(410) }
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
            let stopped = try await Self.whileRunning(service) {
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
            try await Self.whileRunning(service) { try await clock.sleep(for: .seconds(1)) }
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
            try await Self.whileRunning(service) { try await clock.sleep(for: .seconds(1800)) }
            #expect(recorder.sent.elements.count == 10)
            gate.reach(())
        }
    }

    /// Fault 60.
    @Test(arguments: [Setting.Port.cipher, .directory, .resolver])
    func aManagingCallEndsWithATypedError(port: Setting.Port) async throws {
        let setting = try Setting(port, .hanging)
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
        let setting = try Setting(.directory, .hanging)
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
        let setting = try Setting(.cipher)
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

    /// Fault 62.
    @Test func aSlowCipherAndTheExchangeShareOneDeadline() async throws {
        struct Slow: SecretCipher {
            let clock: ManualClock
            func seal(_ bytes: [UInt8], context: String) -> [UInt8] { bytes }
            func open(_ bytes: [UInt8], context: String) async throws -> [UInt8] {
                try await clock.sleep(for: .seconds(50))
                return bytes
            }
        }
        let clock = ManualClock(now: Harness.start)
        let store = InMemoryWebhookStore(clock: clock)
        let transport = ScriptedTransport(clock: clock) { call in
            call.index == 0 ? .hang : .status(200, after: .seconds(50))
        }
        let service = try WebhookService(
            store: store,
            transport: transport,
            cipher: Slow(clock: clock),
            resolver: ScriptedResolver(),
            clock: clock,
            random: SeededRandom(seed: 1)
        )
        try await VirtualTime(clock: clock).run {
            var policy = DeliveryPolicy.gladly
            policy.deadline = .seconds(60)
            var draft = WebhookDraft(name: "h", url: "https://h.example/", events: .all)
            draft.policy = policy
            let hook = try await service.webhooks.create(draft, ping: .skipped).webhook
            try await service.publish(
                EventDraft(.conversationClosed, json: Array("1".utf8), in: .default)
            )
            let first = await service.drain()
            #expect(clock.uptime <= .seconds(61), "one deadline for all")
            #expect(first.fenced == 0 && first.released == 1)
            // That the receiver had too little time counts against nobody, and it has all of it now.
            try await clock.sleep(for: .seconds(10))
            #expect(await service.drain().delivered == 1)
            #expect(try await service.webhooks.webhook(hook.id)?.health.state == .active)
            #expect(transport.calls.map(\.request.deadline) == [.seconds(10), .seconds(60)])
        }
    }

    /// Fault 63.
    @Test func aChangeOfSchemeAfterARotationStallsNothing() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let webhooks = harness.service.webhooks
            let secret = try SigningSecret("a text of sixteen", for: .gitHub)
            var hook = try await harness.webhook {
                $0.signature = .gitHub
                $0.secret = secret
            }.webhook
            let fresh = SigningSecret.generate(for: .standardWebhooks, using: harness.random)
            hook = try await webhooks.rotateSecret(of: hook.id, to: fresh).webhook
            hook = try await webhooks.edit(hook.id, revision: hook.revision) {
                $0.signature = .standardWebhooks
            }
            try await harness.publish()
            #expect(await harness.service.drain().delivered == 1)
            let call = try #require(harness.transport.calls.last)
            let verifier = WebhookVerifier(secrets: [fresh], clock: harness.clock)
            _ = try verifier.verify(
                headers: call.request.headers,
                body: Array(call.request.body)
            )
        }
    }
}
