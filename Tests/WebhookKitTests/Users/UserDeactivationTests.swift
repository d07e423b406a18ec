import Testing
import WebhookKit
import WebhookKitTesting

/// What stops with a user's account, whether the host tells or not.
struct UserDeactivationTests {
    private let ada: User.ID
    private let grace: User.ID

    init() throws {
        (ada, grace) = (try User.ID("ada"), try User.ID("grace"))
    }

    private func save(_ user: User.ID, isActive: Bool, in harness: Harness) {
        harness.directory.save(
            User(id: user, email: "\(user)@example.com", isActive: isActive),
            in: .default
        )
    }

    ///
    @Test func oneCallStopsWebhooksAndTokensOfAllEnvironments() async throws {
        let harness = try Harness()
        let (ada, grace) = (ada, grace)
        try await harness.virtually {
            let service = harness.service
            var secrets: [Scope: TokenSecret] = [:]
            var kept: [Scope: TokenSecret] = [:]
            for name in ["production", "sandbox", "staging", "test"] {
                let scope = Scope(organization: .default, environment: try .init(name))
                _ = try await harness.webhook(in: scope) { $0.owner = ada }
                _ = try await harness.webhook("other", in: scope) { $0.owner = grace }
                if name == "test" { continue }
                let tokens = service.tokens(in: scope, as: .host)
                secrets[scope] = try await tokens.create(TokenDraft(owner: ada)).secret
                kept[scope] = try await tokens.create(TokenDraft(owner: grace)).secret
            }
            for (scope, secret) in secrets.merging(kept, uniquingKeysWith: { $1 }) {
                _ = try await service.authenticator(in: scope)
                    .authenticate(headers: [secret.bearerHeader()])
            }
            // The directory may follow later: the host has said so.
            let stopped = try await service.userDeactivated(ada, in: .default)
            #expect(stopped.webhooks.count == 4, "also where there are webhooks alone")
            #expect(stopped.tokens.count == 3)
            for (scope, secret) in secrets {
                await #expect(throws: AuthenticationError.ownerInactive) {
                    try await service.authenticator(in: scope)
                        .authenticate(headers: [secret.bearerHeader()])
                }
                let hooks = try await service.webhooks(in: scope, as: .host).all()
                #expect(hooks.count { $0.deactivation?.reason == .ownerDeactivated } == 1)
            }
            for (scope, secret) in kept {
                _ = try await service.authenticator(in: scope)
                    .authenticate(headers: [secret.bearerHeader()])
            }
            let again = try await service.userDeactivated(ada, in: .default)
            #expect(again.webhooks.isEmpty && again.tokens.isEmpty, "nothing is left to stop")
            try await service.deleteOrganization(.default)
            let last = try #require(kept[.default])
            await #expect(throws: AuthenticationError.unknown) {
                try await service.authenticator(in: .default)
                    .authenticate(headers: [last.bearerHeader()])
            }
        }
    }

    /// A store without rows has no tokens; the webhooks stop all the same.
    @Test func aStoreWithoutRowsHasNoTokensToStop() async throws {
        let harness = try Harness(store: { clock in
            PoisonedStore(inner: InMemoryWebhookStore(clock: clock)) { _ in false }
        }) { _ in .status(200) }
        let ada = ada
        try await harness.virtually {
            let webhook = try await harness.webhook { $0.owner = ada }
            let stopped = try await harness.service.userDeactivated(ada, in: .default)
            #expect(stopped.webhooks == [webhook.webhook.id])
            #expect(stopped.tokens.isEmpty)
        }
    }

    /// A store that cannot write is not asked at every request of a stopped user (A-8, T-7).
    @Test func aStopThatCannotBeWrittenIsTriedNowAndThen() async throws {
        let bench = try TokenBench()
        let created = try await bench.tokens.create(TokenDraft(owner: bench.ada))
        bench.set(bench.ada, isActive: false)
        bench.store.counts.withLock { counts in
            counts.steps = []
            counts.refusesSteps = true
        }
        for _ in 0..<50 { #expect(await bench.refusal(of: created.secret) == .ownerInactive) }
        #expect(bench.store.counts.withLock { $0.steps.count } == 1)
        bench.clock.advance(by: .seconds(10))
        bench.store.counts.withLock { $0.refusesSteps = false }
        #expect(await bench.refusal(of: created.secret) == .ownerInactive)
        let token = try #require(await bench.tokens.token(created.token.id))
        #expect(token.deactivation?.reason == .ownerDeactivated)
    }

    /// A token whose owner the directory calls inactive stops within 60 s of use, for good; it takes an
    /// active owner to switch it on again.
    @Test func aHostThatSaysNothingIsServedByTheDirectory() async throws {
        let bench = try TokenBench()
        let created = try await bench.tokens.create(TokenDraft(owner: bench.ada))
        #expect(await bench.refusal(of: created.secret) == nil)
        bench.clock.advance(by: .seconds(59))
        bench.set(bench.ada, isActive: false)
        #expect(await bench.refusal(of: created.secret) == nil)
        bench.clock.advance(by: .seconds(1))
        #expect(await bench.refusal(of: created.secret) == .ownerInactive)
        let stopped = try #require(await bench.tokens.token(created.token.id))
        #expect(stopped.deactivation?.reason == .ownerDeactivated)
        await #expect(throws: FieldError.self) { try await bench.tokens.activate(created.token.id) }
        await #expect(throws: FieldError.self) { try await bench.tokens.rotate(created.token.id) }
        bench.set(bench.ada, isActive: true)
        #expect(await bench.refusal(of: created.secret) == .ownerInactive)
        try await bench.tokens.activate(created.token.id)
        #expect(await bench.refusal(of: created.secret) == nil)
    }

    /// A user whom the directory does not know is refused, and nothing is written: it may be a mistake.
    @Test func anUnknownOwnerIsRefusedAndNotStopped() async throws {
        let bench = try TokenBench()
        let id = try User.ID("temp")
        bench.directory.users.save(User(id: id, email: "t@example.com"), in: .default)
        let created = try await bench.tokens.create(TokenDraft(owner: id))
        let other = try TokenService(tokenStore: bench.store, clock: bench.clock)
            .authenticator(in: .default)
        #expect(await bench.refusal(of: created.secret, by: other) == .ownerInactive)
        #expect(try await bench.tokens.token(created.token.id)?.deactivation == nil)
    }

    /// A webhook that is sent to stops within a minute when its owner is deactivated in the directory
    ///
    @Test func aWebhookStopsWithinAMinuteOfUse() async throws {
        let harness = try Harness()
        let (ada, grace) = (ada, grace)
        try await harness.virtually {
            let mine = try await harness.webhook("mine") { $0.owner = ada }.webhook
            let idle = try await harness.webhook("idle") {
                $0.owner = ada
                $0.events = .types([.taskClosed])
            }.webhook
            let other = try await harness.webhook("other") { $0.owner = grace }.webhook
            try await harness.whileRunning {
                try await harness.publish(1)
                try await harness.clock.sleep(for: .seconds(10))
                save(ada, isActive: false, in: harness)
                for number in 2...7 {
                    try await harness.publish(number)
                    try await harness.clock.sleep(for: .seconds(10))
                }
            }
            let webhooks = harness.service.webhooks
            for id in [mine.id, idle.id] {
                let webhook = try await webhooks.webhook(id)
                #expect(webhook?.deactivation?.reason == .ownerDeactivated)
            }
            #expect(try await webhooks.webhook(other.id)?.deactivation == nil)
            let sent = harness.transport.calls.count { $0.request.url.string.contains("mine") }
            #expect(sent <= 7)
        }
    }

    /// A directory that hangs or fails holds up no attempt and stops nothing.
    @Test(arguments: [AwayPorts.Mode.hanging, .failing])
    func aDirectoryThatIsAwayChangesNothing(_ mode: AwayPorts.Mode) async throws {
        let ports = AwayPorts()
        let harness = try Harness()
        let ada = ada
        let service = try WebhookService(
            store: harness.store,
            transport: harness.transport,
            directory: AwayPorts.Directory(ports: ports),
            resolver: ScriptedResolver(),
            clock: harness.clock,
            random: harness.random
        )
        defer { ports.open() }
        try await harness.virtually {
            let hook = try await harness.webhook { $0.owner = ada }.webhook
            ports.set(mode)
            for number in 1...20 { try await harness.publish(number) }
            let began = harness.clock.uptime
            let report = await service.drain()
            #expect(report.delivered == 20)
            #expect(harness.clock.uptime - began <= .seconds(2))
            #expect(harness.transport.calls.allSatisfy { $0.at == Harness.start })
            #expect(ports.calls == 1, "once a minute")
            #expect(try await harness.service.webhooks.webhook(hook.id)?.deactivation == nil)
        }
    }

    /// Seed 001 advises two people; A-5.
    @Test func organizationsWithFewRecipientsAreFound() async throws {
        let harness = try Harness()
        let names = ["none", "one", "twins", "two"]
        for name in names {
            let organization = try Organization(name)
            let addresses: [String] =
                switch name {
                case "none": ["no address"]
                case "one": ["a@example.com", ""]
                case "twins": ["a@example.com", "A@Example.com"]
                default: ["a@example.com", "b@example.com"]
                }
            for (number, address) in addresses.enumerated() {
                harness.directory.save(
                    User(id: try User.ID("u\(number)"), email: address),
                    in: organization
                )
            }
        }
        let all = try names.map { try Organization($0) }
        let few = try await harness.service.organizations(
            among: all,
            withFewerRecipientsThan: 2
        )
        #expect(few.map { "\($0.key) \($0.value)" }.sorted() == ["none 0", "one 1", "twins 1"])
    }
}
