import Testing
import WebhookKit
import WebhookKitTesting

/// A cipher that hangs, fails or is slow: nothing is parked for it, and no other webhook waits (D-12, D-16).
@Suite struct CipherTroubleTests {
    /// Fault 61.
    @Test(arguments: [AwayPorts.Mode.hanging, .failing])
    func aCipherThatIsAwayForHoursParksNothingAndIsToldOnce(mode: AwayPorts.Mode) async throws {
        let setting = try HostPortSetting(.cipher)
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
        let setting = try HostPortSetting(.cipher)
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
        let setting = try HostPortSetting(.cipher)
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
