import Testing
import WebhookKit
import WebhookKitTesting

/// What one attempt sends and what the log keeps of it (W-5, W-6, D-14, D-15, L-3, L-5).
@Suite struct AttemptTests {
    static let challenge = [HeaderField("WWW-Authenticate", #"Basic realm="crm""#)]

    private func credentials(realm: String?) throws -> BasicCredentials {
        try BasicCredentials(username: "ada", password: "open:sesame", realm: realm)
    }

    @Test func credentialsWithoutRealmGoWithEveryRequest() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let credentials = try credentials(realm: nil)
            _ = try await harness.webhook { $0.credentials = credentials }
            try await harness.publish()
            _ = await harness.service.drain()
            let call = try #require(harness.transport.calls.first)
            #expect(
                call.request.headers.first(named: "authorization") == "Basic YWRhOm9wZW46c2VzYW1l"
            )
        }
    }

    /// W-5.
    @Test func credentialsWithRealmAnswerItsChallengeInOneAttempt() async throws {
        let harness = try Harness { call in
            call.request.headers.first(named: "authorization") == nil
                ? .status(401, headers: Self.challenge) : .status(200)
        }
        try await harness.virtually {
            let credentials = try credentials(realm: "crm")
            let hook = try await harness.webhook { $0.credentials = credentials }.webhook
            try await harness.publish()
            let report = await harness.service.drain()
            #expect(report.attempts == 1 && report.delivered == 1)
            #expect(harness.transport.calls.count == 2)
            let page = try await harness.service.webhooks.log(of: hook.id)
            let attempt = try #require(page.entries.first?.attempts.first)
            #expect(attempt.request.headers.first(named: "authorization") == "***")
        }
    }

    /// A second request begins with a look at the webhook, and is signed at its own time.
    /// W-5; Fault 66.
    @Test func theSecondRequestIsSignedAnewAndGoesOnlyToAWebhookThatIsStillSentTo() async throws {
        for isStopped in [false, true] {
            let harness = try Harness { call in
                call.request.headers.first(named: "authorization") == nil
                    ? .status(401, headers: Self.challenge, after: .seconds(5)) : .status(200)
            }
            try await harness.virtually {
                let credentials = try credentials(realm: "crm")
                let hook = try await harness.webhook { $0.credentials = credentials }.webhook
                try await harness.publish()
                async let drained = harness.service.drain()
                try await harness.clock.sleep(for: .seconds(2))
                if isStopped { try await harness.service.webhooks.deactivate(hook.id) }
                _ = await drained
                let stamps = harness.transport.calls.map {
                    $0.request.headers.first(named: "webhook-timestamp").flatMap { Int64($0) }
                }
                let start = Harness.start.secondsSinceEpoch
                #expect(stamps == (isStopped ? [start] : [start, start + 5]))
            }
        }
    }

    @Test(arguments: [
        [HeaderField("WWW-Authenticate", #"Basic realm="other""#)],
        [HeaderField("WWW-Authenticate", "Bearer")], [],
    ])
    func otherChallengesGetNoCredentials(headers: [HeaderField]) async throws {
        let harness = try Harness { _ in .status(401, headers: headers) }
        try await harness.virtually {
            let credentials = try credentials(realm: "crm")
            _ = try await harness.webhook { $0.credentials = credentials }
            try await harness.publish()
            _ = await harness.service.drain()
            #expect(harness.transport.calls.count == 1)
            #expect(
                harness.transport.calls.first?.request.headers.first(named: "authorization") == nil
            )
        }
    }

    /// D-14, D-15.
    @Test func resendsAndTestsWorkWhileInactiveWithoutEffectOnHealth() async throws {
        let harness = try Harness { _ in .status(500) }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            let event = try await harness.publish()
            try await harness.service.webhooks.deactivate(hook.id)
            let before = try await harness.service.webhooks.webhook(hook.id)
            try await harness.service.webhooks.resend(event.id, to: hook.id)
            try await harness.service.webhooks.resend(event.id, to: hook.id)
            try await harness.service.webhooks.sendTest(to: hook.id)
            try await harness.service.webhooks.sendTest(.conversationClosed, to: hook.id)
            let report = try await harness.drainAll()
            #expect(report.attempts == 4 && report.failed == 4)
            #expect(try await harness.service.webhooks.webhook(hook.id) == before)
            let page = try await harness.service.webhooks.log(of: hook.id)
            #expect(page.entries.count == 3)
            #expect(page.entries.allSatisfy { $0.status == .debug })
        }
    }

    /// L-2.
    @Test func logStatusesFollowTheSeed() async throws {
        let harness = try Harness { call in
            call.indexAtURL < 2 ? .status(200) : .status(500)
        }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish(1)
            try await harness.drainAll()
            try await harness.publish(2)
            try await harness.drainAll()
            try await harness.publish(3)
            try await harness.publish(4)
            try await harness.drainAll()
            let page = try await harness.service.webhooks.log(of: hook.id)
            let statuses = Dictionary(
                grouping: page.entries,
                by: \.status
            ).mapValues(\.count)
            #expect(statuses == [.success: 2, .debug: 1, .error: 1])
        }
    }

    @Test func retryAfterDelaysTheNextRoundWithinTheWindow() async throws {
        let harness = try Harness(configure: {
            $0.policy = GladlyScheduleTests.exact(.gladly)
        }) { call in
            call.index == 0
                ? .status(503, headers: [HeaderField("Retry-After", "90")]) : .status(200)
        }
        try await harness.virtually {
            _ = try await harness.webhook()
            try await harness.publish()
            try await harness.drainAll()
            #expect(harness.secondsOfCalls == [0, 90])
        }
    }

    @Test func aLocalFailureSpendsNoRound() async throws {
        let harness = try Harness { call in
            call.index < 30 ? .failure(.local) : .status(200)
        }
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            try await harness.publish()
            let report = try await harness.drainAll()
            #expect(report.delivered == 1 && report.released == 30)
            let after = try await harness.service.webhooks.webhook(hook.id)
            #expect(after?.health.state == .active)
        }
    }

    /// S-6.
    @Test func nothingSecretReachesTheStoreWhereACipherIsConfigured() async throws {
        struct Mask: SecretCipher {
            func seal(_ plaintext: [UInt8], context: String) -> [UInt8] {
                plaintext.map { $0 ^ 0xA5 }
            }
            func open(_ ciphertext: [UInt8], context: String) -> [UInt8] {
                ciphertext.map { $0 ^ 0xA5 }
            }
        }
        let harness = try Harness(cipher: Mask()) { _ in .status(500) }
        try await harness.virtually {
            let credentials = try credentials(realm: nil)
            let created = try await harness.webhook { $0.credentials = credentials }
            try await harness.publish()
            try await harness.drainAll()
            let records = try await harness.store.webhooks(WebhookQuery(scope: .default))
            let page = try await harness.service.webhooks.log(of: created.webhook.id)
            var text = "\(records) \(page) \(harness.observer.activities.elements)"
            dump(records, to: &text)
            dump(page, to: &text)
            let key = created.secret.reveal().dropFirst(6)
            for secret in [String(key), "open:sesame", "YWRhOm9wZW46c2VzYW1l"] {
                #expect(!text.contains(secret))
            }
            let sealed = try #require(records.first).secrets.bytes
            #expect(!String(decoding: sealed, as: UTF8.self).contains(key))
        }
    }
}
