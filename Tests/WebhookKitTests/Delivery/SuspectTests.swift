import Testing
import WebhookKit
import WebhookKitTesting

/// Deliveries that may be what takes processes down stop no other ones (D-13).
@Suite struct SuspectTests {
    /// Three processes in a row vanish with 64 sends in flight to receivers that hang.
    private func hangingHarness(
        after delay: Duration = .milliseconds(5)
    ) async throws -> (harness: Harness, normal: Scope) {
        let harness = try Harness(configure: { $0.concurrency = 64 }) { call in
            call.request.url.string.contains("hangs") ? .hang : .status(200, after: delay)
        }
        for index in 0..<16 { _ = try await harness.webhook("hangs\(index)") }
        for number in 0..<4 { try await harness.publish(number) }
        for round in 1...3 {
            let request = ClaimRequest(owner: try WorkerID("dies\(round)"), limit: 64, isIdle: true)
            #expect(try await harness.store.claim(request).deliveries.count == 64)
            harness.clock.advance(by: .seconds(61))
        }
        let normal = try Scope(organization: Organization("normal"))
        _ = try await harness.webhook("normal", in: normal)
        return (harness, normal)
    }

    private func sends(to name: String, of harness: Harness) -> [ScriptedTransport.Call] {
        harness.transport.calls.filter { $0.request.url.string.contains(name) }
    }

    /// Fault 56.
    @Test func normalDeliveryGoesOnWhileSixtyFourHangingSuspectsWait() async throws {
        let (harness, normal) = try await hangingHarness()
        try await harness.virtually {
            var lags: [Duration] = []
            try await harness.whileRunning {
                for number in 0..<300 {
                    let published = harness.clock.uptime
                    try await harness.publish(number, in: normal)
                    try await harness.clock.sleep(for: .seconds(1))
                    _ = published
                }
                try await harness.clock.sleep(for: .seconds(16))
            }
            let calls = sends(to: "normal", of: harness)
            #expect(calls.count == 300)
            for call in calls {
                let data = String(decoding: call.request.body, as: UTF8.self)
                let number = data.split(separator: "\"number\":").last?.prefix { $0.isNumber }
                let published = Duration.seconds(183 + (Int(number ?? "") ?? 0))
                lags.append(call.uptime - published)
            }
            #expect(try #require(lags.max()) <= .milliseconds(15_100))
            // A stop of 15 s a minute, at most.
            #expect(lags.count { $0 > .milliseconds(100) } <= 300 / 4 + 16)
            // And those that wait have their turns.
            #expect(sends(to: "hangs", of: harness).count >= 5)
        }
    }

    /// Fault 56.
    @Test func aBusyProcessMakesRoomForASuspect() async throws {
        let (harness, normal) = try await hangingHarness(after: .milliseconds(800))
        try await harness.virtually {
            // There is always something in flight.
            try await harness.whileRunning {
                for number in 0..<600 {
                    try await harness.publish(number, in: normal)
                    try await harness.clock.sleep(for: .milliseconds(400))
                }
            }
            #expect(sends(to: "hangs", of: harness).count >= 2)
        }
    }

    /// Fault 56.
    @Test func suspectsThatAnswerAreSoonDone() async throws {
        let harness = try Harness()
        for index in 0..<16 { _ = try await harness.webhook("hook\(index)") }
        for number in 0..<4 { try await harness.publish(number) }
        for round in 1...3 {
            let request = ClaimRequest(owner: try WorkerID("dies\(round)"), limit: 64, isIdle: true)
            _ = try await harness.store.claim(request)
            harness.clock.advance(by: .seconds(61))
        }
        try await harness.virtually {
            let began = harness.clock.uptime
            #expect(await harness.service.drain().delivered == 64)
            #expect(harness.clock.uptime - began < .seconds(2))
        }
    }

    /// Fault 57.
    @Test func parkedDeliveriesAreToldListedAndResumedOrDroppedInBulk() async throws {
        let harness = try Harness()
        for name in ["a", "b"] { _ = try await harness.webhook(name) }
        for number in 0..<130 { try await harness.publish(number) }
        for round in 1...3 {
            let request = ClaimRequest(
                owner: try WorkerID("dies\(round)"),
                limit: 1000,
                isIdle: true,
                defaultConcurrency: 1000
            )
            _ = try await harness.store.claim(request)
            harness.clock.advance(by: .seconds(61))
        }
        for _ in 0..<260 {
            let request = ClaimRequest(owner: try WorkerID("dies"), limit: 1, isIdle: true)
            #expect(try await harness.store.claim(request).deliveries.count == 1)
            harness.clock.advance(by: .seconds(61))
        }
        try await harness.virtually {
            #expect(await harness.service.drain().attempts == 0)
            let told = harness.notifier.sent.elements.map(\.notice)
            #expect(told.count == 2, "one a webhook and day")
            let hooks = try await harness.service.webhooks.all().map(\.id)
            let page = try await harness.service.webhooks.parked(limit: 100)
            #expect(page.deliveries.count == 100)
            let rest = try await harness.service.webhooks.parked(from: page.next, limit: 1000)
            #expect(rest.deliveries.count == 160 && rest.next == nil)
            let one = try #require(page.deliveries.first)
            try await harness.service.webhooks.drop(one.id)
            #expect(try await harness.service.webhooks.dropAllParked(of: one.webhookID) == 129)
            #expect(try await harness.service.webhooks.parked(of: one.webhookID).deliveries == [])
            let other = try #require(hooks.first { $0 != one.webhookID })
            #expect(try await harness.service.webhooks.resumeAllParked(of: other) == 130)
            #expect(await harness.service.drain().delivered == 130)
            #expect(try await harness.service.health().backlog.parked == [])
            #expect(try await harness.service.webhooks.resumeAllParked() == 0)
        }
    }
}
