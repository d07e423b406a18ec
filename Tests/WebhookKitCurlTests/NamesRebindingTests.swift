#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// A name that changes its address between the check and the connection gains nothing (S-2).
@Suite struct NamesRebindingTests {
    /// Says it is a public address whatever the system says.
    let resolver = ScriptedResolver { _ in .success([Names.publicAddress]) }

    /// Takes the name, which needs no address for that, but no address of this machine.
    func publicAndNamed() throws -> DestinationPolicy {
        var policy = Names.publicWeb
        policy.allowedHosts = [try HostPattern("localhost")]
        return policy
    }

    /// Fault 75.
    @Test func connectsNowhereWhenTheCheckedNameIsReallyLoopback() async throws {
        let receiver = try LoopbackReceiver()
        let attempt = try await attempt(
            at: receiver.url("/hooks", host: "localhost").string,
            policy: try publicAndNamed(),
            resolver: resolver
        )
        #expect(attempt.failure?.kind == .blockedDestination)
        let detail = attempt.failure?.detail ?? ""
        #expect(detail.contains("loopback"), "\(detail)")
        #expect(!detail.contains("127.0.0.1") && !detail.contains("::1"), "\(detail)")
        #expect(receiver.connectionCount == 0)
    }

    @Test func reachesTheReceiverWhereThePolicyAllowsIt() async throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/hooks", .status(200))
        let attempt = try await attempt(
            at: receiver.url("/hooks", host: "localhost").string,
            policy: .development,
            resolver: resolver
        )
        #expect(attempt.failure == nil)
        #expect(receiver.requestCount() == 1)
    }

    @Test func keptConnectionsAreOnlyForTheirOwnPolicy() async throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/hooks", .status(200))
        let transport = CurlTransport()
        let first = try await transport.post(to: "localhost", port: receiver.port)
        #expect(first.status == 200)
        let second = try await transport.post(
            to: "localhost",
            port: receiver.port,
            destination: try publicAndNamed()
        )
        #expect(second.failure?.kind.blockedAddress != nil, "\(second.outcome)")
        #expect(receiver.requestCount() == 1)
    }

    /// Saving asks for the name once, an attempt twice: the core, then libcurl as it connects.
    @Test(.enabled(if: Names.isServed), arguments: [1, 2])
    func connectsNowhereWhenAPublicNameTurnsLoopback(publicAnswers: Int) async throws {
        let receiver = try LoopbackReceiver()
        let attempt = try await attempt(
            at: "http://public-\(publicAnswers).turns.test:\(receiver.port)/hooks",
            policy: Names.publicWeb,
            resolver: SystemResolver(configuration: .init(cacheTime: .zero))
        )
        #expect(attempt.failure?.kind == .blockedDestination, "\(attempt)")
        let detail = attempt.failure?.detail ?? ""
        #expect(detail.contains("loopback"), "\(attempt)")
        #expect(!detail.contains("127.0.0.1"), "people get the class, not the address")
        #expect(receiver.connectionCount == 0)
    }

    @Test(.enabled(if: Names.isServed))
    func connectsNowhereWhenALoopbackNameTurnsPublic() async throws {
        let receiver = try LoopbackReceiver()
        await #expect {
            try await attempt(
                at: "http://loopback-1.turns.test:\(receiver.port)/hooks",
                policy: Names.publicWeb,
                resolver: SystemResolver(configuration: .init(cacheTime: .zero))
            )
        } throws: {
            ($0 as? FieldError)?.code == .blockedDestination
        }
        let transport = CurlTransport()
        var kinds: [TransportFailure.Kind?] = []
        for _ in 0..<2 {
            let timed = try await transport.post(
                to: "loopback-1.sent.test",
                port: receiver.port,
                destination: Names.publicWeb
            )
            kinds.append(timed.failure?.kind)
        }
        #expect(kinds.first == .blockedDestination(Names.loopback))
        // Nothing is there, or libcurl still remembers the first answer.
        let ends: [TransportFailure.Kind] = [
            .connect, .unreachable, .noNetwork, .blockedDestination(Names.loopback),
        ]
        #expect(ends.contains { $0 == kinds.last })
        #expect(receiver.connectionCount == 0)
    }

    @Test(.enabled(if: Names.isServed))
    func connectsNowhereWhenOneAddressOfSeveralIsLoopback() async throws {
        let receiver = try LoopbackReceiver()
        let timed = try await CurlTransport().post(
            to: "mixed.test",
            port: receiver.port,
            destination: Names.publicWeb
        )
        #expect(timed.failure?.kind.blockedAddress == Names.loopback, "\(timed.outcome)")
        #expect(receiver.connectionCount == 0)
    }

    /// Delivers one event and gives its only attempt.
    private func attempt(
        at url: String,
        policy: DestinationPolicy,
        resolver: any HostResolver
    ) async throws -> Attempt {
        var configuration = WebhookService.Configuration()
        configuration.destination = policy
        configuration.policy = DeliveryPolicy(
            deadline: .seconds(5),
            window: .seconds(7200),
            gaps: [.seconds(3600)]
        )
        let service = try WebhookService(
            store: InMemoryWebhookStore(),
            transport: CurlTransport(),
            configuration: configuration,
            resolver: resolver
        )
        let created = try await service.webhooks.create(
            WebhookDraft(name: "turns", url: url, events: .all),
            ping: .skipped
        )
        _ = try await service.publish(.taskCreated, ["id": "t1"], in: .default)
        _ = await service.drain()
        let page = try await service.webhooks.log(of: created.webhook.id)
        return try #require(page.entries.first?.attempts.first)
    }
}

extension TransportFailure.Kind {
    /// The address that the policy refused.
    fileprivate var blockedAddress: HostAddress? {
        if case .blockedDestination(let address) = self { address } else { nil }
    }
}
#endif
