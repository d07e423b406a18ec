import Testing
import WebhookKit
import WebhookKitTesting

/// Dead receivers, however many, stay their own trouble (D-16).
/// Fault 53.
@Suite struct DeadNeighbourTests {
    /// Ways to be dead.
    enum Death: Sendable, CaseIterable {
        case unknownName, muteName, refused, reset, hanging, untrusted

        /// What the name servers say about names that contain "dead".
        func resolver() -> ScriptedResolver {
            ScriptedResolver { name in
                guard name.contains("dead") else { return .success([.v4(0x5DB8_D70E)]) }
                return switch self {
                case .unknownName: .failure(.unknownHost)
                case .muteName: .failure(.timedOut)
                default: .success([.v4(0x5DB8_D70E)])
                }
            }
        }

        /// What becomes of a request.
        func reply(to call: ScriptedTransport.Call) -> ScriptedTransport.Reply {
            guard call.request.url.string.contains("dead") else {
                return .status(200, after: .milliseconds(20))
            }
            return switch self {
            case .unknownName, .muteName: .failure(.dns)
            case .refused: .failure(.connect, after: .milliseconds(1))
            case .reset: .failure(.reset, after: .milliseconds(1))
            case .hanging: .hang
            case .untrusted: .failure(.tls(.expired), after: .milliseconds(1))
            }
        }

        func harness() throws -> Harness {
            let exact = GladlyScheduleTests.exact
            return try Harness(
                resolver: resolver(),
                configure: { $0.policy = exact(.gladly) },
                script: reply
            )
        }
    }

    @Test(arguments: Death.allCases)
    func namesOfOneTenantDisturbNoOther(death: Death) async throws {
        let harness = try death.harness()
        let other = Scope(organization: try Organization("other"))
        try await harness.virtually {
            for index in 0..<5 { _ = try await harness.webhook("dead\(index)", .unproven) }
            let alive = try await harness.webhook("alive", in: other).webhook
            try await harness.whileRunning {
                try await harness.publish()
                try await harness.clock.sleep(for: .seconds(40))
                let begin = harness.clock.uptime
                for number in 0..<20 {
                    try await harness.publish(number, in: other)
                    try await harness.clock.sleep(for: .milliseconds(100))
                }
                let calls = harness.transport.calls.filter { $0.request.url == alive.url }
                #expect(calls.count == 20)
                #expect(calls.map(\.uptime).allSatisfy { $0 >= begin })
            }
        }
    }

    @Test(arguments: Death.allCases)
    func fiveAloneAreDeactivatedAfterTheirRounds(death: Death) async throws {
        let harness = try death.harness()
        try await harness.virtually {
            for index in 0..<5 { _ = try await harness.webhook("dead\(index)") }
            try await harness.publish()
            try await harness.whileRunning {
                try await harness.clock.sleep(for: .seconds(3660))
            }
            let webhooks = try await harness.service.webhooks.all()
            #expect(webhooks.allSatisfy { $0.deactivation?.reason == .exhausted })
            #expect(harness.attempts.count <= 100)
        }
    }

    /// One that is sent to every minute, and five that got one event.
    @Test(arguments: Death.allCases)
    func fiveBesideOneThatAnswersAreDeactivatedAfterTheirRounds(death: Death) async throws {
        let harness = try death.harness()
        try await harness.virtually {
            for index in 0..<5 {
                _ = try await harness.webhook("dead\(index)") { $0.events = .types([.taskCreated]) }
            }
            let alive = try await harness.webhook("alive") { $0.events = .types([.messageCreated]) }
            try await harness.whileRunning {
                try await harness.publish(type: .taskCreated)
                for number in 0..<61 {
                    try await harness.publish(number, type: .messageCreated)
                    try await harness.clock.sleep(for: .seconds(60))
                }
            }
            let webhooks = try await harness.service.webhooks.all()
            #expect(webhooks.count { $0.deactivation != nil } == 5)
            #expect(harness.attempts.count { $0 != alive.webhook.id } <= 100)
            #expect(harness.notifier.sent.elements.allSatisfy { $0.notice.webhook != nil })
        }
    }

    @Test func thirtyThatRefuseDoNotHoldUpOneThatAnswers() async throws {
        let harness = try Death.refused.harness()
        try await harness.virtually {
            for index in 0..<30 { _ = try await harness.webhook("dead\(index)") }
            let alive = try await harness.webhook("alive").webhook
            try await harness.whileRunning {
                for number in 0..<20 {
                    try await harness.publish(number)
                    try await harness.clock.sleep(for: .milliseconds(100))
                }
                let calls = harness.transport.calls.filter { $0.request.url == alive.url }
                #expect(calls.count == 20)
            }
        }
    }

    /// A hundred tenants, ten of them dead, an event for each every minute.
    @Test(arguments: Death.allCases)
    func manyTenantsDoNotWaitForTheDeadOnes(death: Death) async throws {
        let harness = try death.harness()
        try await harness.virtually {
            let scopes = try (0..<100).map { Scope(organization: try Organization("org\($0)")) }
            for (index, scope) in scopes.enumerated() {
                _ = try await harness.webhook(
                    index < 10 ? "dead\(index)" : "alive\(index)",
                    in: scope
                )
            }
            try await harness.whileRunning {
                for number in 0..<10 {
                    for scope in scopes { try await harness.publish(number, in: scope) }
                    try await harness.clock.sleep(for: .seconds(60))
                }
            }
            let lags = harness.transport.calls
                .filter { $0.request.url.string.contains("alive") }
                .map { $0.uptime - .seconds(60) * $0.indexAtURL }
                .sorted()
            #expect(lags.count == 90 * 10)
            #expect(lags[lags.count / 2] < .milliseconds(100))
            #expect(lags.last.map { $0 < .seconds(1) } == true)
        }
    }
}

extension Harness {
    /// Whose attempts have ended, in order.
    var attempts: [Webhook.ID] {
        observer.activities.elements.compactMap {
            if case .attempted(let id, _, _) = $0 { id } else { nil }
        }
    }
}
