import Testing
import WebhookKit
import WebhookKitTesting

/// Outages of the sender's own network (D-16, Fault 38).
@Suite struct SenderSuspicionTests {
    /// How our own network is away.
    enum Outage: Sendable, CaseIterable {
        /// The system says so: to whoever connects, or to whoever looks a name up.
        case noRoute, noNameServer
        /// Packets vanish, or nobody passes them on.
        case silence, unreachable, muteNames

        /// Those that a single webhook suffices for.
        static let known: [Outage] = [.noRoute, .noNameServer]

        func harness(
            for time: Duration,
            from begin: Duration = .zero,
            script: @escaping @Sendable (ScriptedTransport.Call) -> ScriptedTransport.Reply = { _ in
                .status(200, after: .milliseconds(20))
            },
            configure: @escaping (inout WebhookService.Configuration) -> Void = { _ in }
        ) throws -> Harness {
            let clock = Locked<ManualClock?>(nil)
            let isAway = { @Sendable in
                let now = clock.withLock { $0?.uptime } ?? .zero
                return now >= begin && now < begin + time
            }
            return try Harness(
                store: { made in
                    clock.withLock { $0 = made }
                    return InMemoryWebhookStore(clock: made)
                },
                resolver: ScriptedResolver { _ in
                    switch self {
                    case .noNameServer where isAway(): .failure(.noNetwork("nobody answers"))
                    case .muteNames where isAway(): .failure(.timedOut)
                    default: .success([.v4(0x5DB8_D70E)])
                    }
                },
                configure: configure
            ) { call in
                guard isAway() else { return script(call) }
                return switch self {
                case .noRoute: .failure(.noNetwork)
                case .unreachable: .failure(.unreachable, after: .seconds(3))
                default: .hang
                }
            }
        }
    }

    /// Fault 38.
    @Test(arguments: Outage.known)
    func anHourWithoutNetworkTakesNothingFromASingleWebhook(outage: Outage) async throws {
        let harness = try outage.harness(for: .seconds(3600))
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            for number in 0..<5 { try await harness.publish(number) }
            try await harness.whileRunning {
                try await harness.clock.sleep(for: .seconds(3599))
                #expect(try await harness.service.health().isSenderSuspect)
                try await harness.clock.sleep(for: .seconds(46))
                #expect(harness.delivered.count == 5)
            }
            let after = try #require(try await harness.service.webhooks.webhook(hook.id))
            #expect(after.health.state == .active)
            #expect(try await harness.service.health().isSenderSuspect == false)
            try await expectNoRoundSpent(harness, of: hook.id)
        }
        #expect(harness.senderNotices == 1)
    }

    /// Of ten tenants, or of one, which needs more evidence.
    /// Fault 38.
    @Test(arguments: Outage.allCases.map { ($0, 10) } + [(.silence, 1)])
    func anHourWithoutNetworkTakesNothingFromFiftyWebhooks(outage: Outage, tenants: Int)
        async throws
    {
        let harness = try outage.harness(for: .seconds(3600), from: .seconds(30))
        try await harness.virtually {
            let scopes = try Self.scopes(tenants)
            var hooks: [Webhook] = []
            for index in 0..<50 {
                hooks.append(
                    try await harness.webhook("hook\(index)", in: scopes[index % tenants]).webhook
                )
            }
            try await harness.whileRunning {
                for scope in scopes { try await harness.publish(in: scope) }
                try await harness.clock.sleep(for: .seconds(31))
                #expect(harness.delivered.count == 50)
                for scope in scopes { try await harness.publish(2, in: scope) }
                try await harness.clock.sleep(for: .seconds(3598))
                #expect(try await harness.service.health().isSenderSuspect)
                try await harness.clock.sleep(for: .seconds(60))
                #expect(harness.delivered.count == 100)
            }
            for hook in hooks {
                let after = try await harness.service.webhooks(in: hook.scope, as: .host).webhook(
                    hook.id
                )
                #expect(after?.health.state == .active)
            }
        }
        #expect(harness.senderNotices == 1)
        // What ends before the evidence is complete counts.
        let rounds = harness.failedRounds
        #expect(rounds.count <= (tenants == 1 ? 20 : 5))
        #expect(rounds.values.allSatisfy { $0 == 1 })
    }

    /// Fault 54.
    @Test func aReceiverThatAnswersIsSentToAtOnceAndEndsTheSuspicion() async throws {
        let harness = try Outage.silence.harness(for: .zero) { call in
            call.request.url.string.contains("hook") ? .hang : .status(200)
        }
        try await harness.virtually {
            let scopes = try Self.scopes(3)
            for index in 0..<5 {
                _ = try await harness.webhook("hook\(index)", in: scopes[index % 3])
            }
            let alive = try await harness.webhook("alive").webhook
            try await harness.whileRunning {
                for scope in scopes { try await harness.publish(in: scope) }
                try await harness.clock.sleep(for: .seconds(20))
                #expect(try await harness.service.health().isSenderSuspect)
                try await harness.publish()
                try await harness.clock.sleep(for: .milliseconds(10))
                #expect(harness.delivered.map(\.request.url) == [alive.url])
                #expect(try await harness.service.health().isSenderSuspect == false)
                // Contradicted once, their silence counts from now on.
                try await harness.clock.sleep(for: .seconds(7200))
                #expect(try await harness.service.health().isSenderSuspect == false)
            }
            for scope in scopes {
                let all = try await harness.service.webhooks(in: scope, as: .host).all()
                #expect(all.allSatisfy { $0.deactivation?.reason == .exhausted })
            }
        }
        #expect(harness.senderNotices == 1)
    }

    /// Each of these came from somewhere else than this machine.
    /// Fault 54.
    @Test(arguments: [TransportFailure.Kind.connect, .reset, .tls(.expired), .protocolError])
    func aRefusalEndsTheSuspicion(_ kind: TransportFailure.Kind) async throws {
        let harness = try Outage.silence.harness(for: .zero) { call in
            call.request.url.string.contains("hook") ? .hang : .failure(kind)
        }
        try await harness.virtually {
            let scopes = try Self.scopes(3)
            for index in 0..<5 {
                _ = try await harness.webhook("hook\(index)", in: scopes[index % 3])
            }
            _ = try await harness.webhook("broken")
            for scope in scopes { try await harness.publish(in: scope) }
            _ = await harness.service.drain()
            #expect(try await harness.service.health().isSenderSuspect)
            try await harness.publish()
            _ = await harness.service.drain()
            #expect(try await harness.service.health().isSenderSuspect == false)
        }
    }

    /// Fault 73.
    @Test func aLongOutageDoesNotFillTheLog() async throws {
        let harness = try Outage.silence.harness(for: .seconds(12 * 3600))
        try await harness.virtually {
            let scopes = try Self.scopes(3)
            for index in 0..<5 {
                _ = try await harness.webhook("hook\(index)", in: scopes[index % 3])
            }
            try await harness.whileRunning {
                for scope in scopes { try await harness.publish(in: scope) }
                try await harness.clock.sleep(for: .seconds(12 * 3600))
                #expect(try await harness.service.health().isSenderSuspect)
                for scope in scopes {
                    for hook in try await harness.service.webhooks(in: scope, as: .host).all() {
                        let log = try await harness.service.webhooks(in: scope, as: .host).log(
                            of: hook.id
                        )
                        #expect((1...15).contains(log.entries.first?.attempts.count ?? 0))
                    }
                }
            }
        }
        #expect(harness.senderNotices == 1)
    }

    /// Fault 54.
    @Test func silenceThatNobodyContradictsForADayIsBelieved() async throws {
        let harness = try Outage.silence.harness(for: .seconds(9 * 86_400))
        try await harness.virtually {
            let scopes = try Self.scopes(3)
            for index in 0..<5 {
                _ = try await harness.webhook("hook\(index)", in: scopes[index % 3])
            }
            try await harness.whileRunning {
                for scope in scopes { try await harness.publish(in: scope) }
                try await harness.clock.sleep(for: .seconds(86_400 + 3660))
            }
            for scope in scopes {
                let all = try await harness.service.webhooks(in: scope, as: .host).all()
                #expect(all.allSatisfy { $0.deactivation != nil })
            }
        }
    }

    /// Fault 54.
    @Test func aHostMaySwitchItOff() async throws {
        let harness = try Outage.silence.harness(
            for: .seconds(9 * 86_400),
            configure: { $0.hostsForSuspicion = nil }
        )
        try await harness.virtually {
            let scopes = try Self.scopes(10)
            for index in 0..<50 {
                _ = try await harness.webhook("hook\(index)", in: scopes[index % 10])
            }
            try await harness.whileRunning {
                for scope in scopes { try await harness.publish(in: scope) }
                try await harness.clock.sleep(for: .seconds(3660))
                #expect(try await harness.service.health().isSenderSuspect == false)
            }
            for scope in scopes {
                let all = try await harness.service.webhooks(in: scope, as: .host).all()
                #expect(all.allSatisfy { $0.deactivation != nil })
            }
        }
        #expect(harness.senderNotices == 0)
    }

    @Test(arguments: [-1, 0, 1, 10_001])
    func theNumberOfHostsHasBounds(hosts: Int) throws {
        #expect {
            try Harness(configure: { $0.hostsForSuspicion = hosts }) { _ in .status(200) }
        } throws: {
            ($0 as? FieldError)?.field == "hostsForSuspicion"
        }
    }

    @Test func oneHostWithFivePortsIsOneHost() async throws {
        let harness = try Outage.silence.harness(for: .seconds(3600))
        try await harness.virtually {
            let scopes = try Self.scopes(5)
            for (index, scope) in scopes.enumerated() {
                _ = try await harness.webhook("hook", in: scope) {
                    $0.url = "https://hook.example:\(8001 + index)/in"
                }
                try await harness.publish(in: scope)
            }
            _ = await harness.service.drain()
            #expect(try await harness.service.health().isSenderSuspect == false)
        }
    }

    /// A machine without a way to the Internet may still reach its own network.
    /// Fault 54.
    @Test func whatTheSystemSaysIsContradictedByAnAnswer() async throws {
        let harness = try Outage.silence.harness(for: .zero) { call in
            call.request.url.string.contains("outside") ? .failure(.noNetwork) : .status(200)
        }
        try await harness.virtually {
            let outside = try await harness.webhook("outside").webhook
            _ = try await harness.webhook("inside")
            try await harness.whileRunning {
                for number in 0..<150 {
                    try await harness.publish(number)
                    try await harness.clock.sleep(for: .seconds(60))
                }
                #expect(try await harness.service.health().isSenderSuspect == false)
            }
            let after = try await harness.service.webhooks.webhook(outside.id)
            #expect(after?.deactivation != nil)
        }
        #expect(harness.senderNotices <= 1)
    }

    private static func scopes(_ count: Int) throws -> [Scope] {
        guard count > 1 else { return [.default] }
        return try (0..<count).map { Scope(organization: try Organization("org\($0)")) }
    }

    private func expectNoRoundSpent(_ harness: Harness, of hook: Webhook.ID) async throws {
        let log = try await harness.service.webhooks.log(of: hook)
        let attempts = log.entries.flatMap(\.attempts)
        #expect(attempts.allSatisfy { $0.round == 1 })
        #expect(attempts.count <= 5 * 15)
    }
}

extension Harness {
    fileprivate var delivered: [ScriptedTransport.Call] {
        let ids = Set(
            observer.activities.elements.compactMap {
                if case .attempted(_, let event, let attempt) = $0, attempt.failure == nil {
                    "\(event) \(attempt.request.url)"
                } else {
                    nil
                }
            }
        )
        var seen: Set<String> = []
        return transport.calls.reversed().filter { call in
            let id = call.request.headers.first(named: "webhook-id") ?? ""
            let key = "\(id) \(call.request.url.string)"
            return ids.contains(key) && seen.insert(key).inserted
        }
    }

    fileprivate var senderNotices: Int {
        notifier.sent.elements.count {
            if case .senderSuspect = $0.notice.kind { true } else { false }
        }
    }

    /// How many rounds each delivery has lost.
    fileprivate var failedRounds: [Delivery.ID: Int] {
        var rounds: [Delivery.ID: Int] = [:]
        for case .settled(let delivery, let verdict, _) in observer.activities.elements {
            switch verdict {
            case .nextRound, .gaveUp, .gone: rounds[delivery, default: 0] += 1
            default: break
            }
        }
        return rounds
    }
}
