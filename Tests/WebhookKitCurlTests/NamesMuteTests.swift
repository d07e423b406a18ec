#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// Names that are never answered hold up nobody else (Fault 28).
///
/// Others are sent to before, while and after the unanswered ones end: ending a lookup that hangs
/// is what stalls a careless transport.
@Suite(.serialized, .enabled(if: Names.isServed)) struct NamesMuteTests {
    let deadline = Duration.seconds(3)

    @Test func muteNameServerDelaysNoOtherRequest() async throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/hooks", .status(200))
        let (transport, port, deadline) = (CurlTransport(), receiver.port, deadline)

        async let unanswered = withThrowingTaskGroup(of: TimedOutcome.self) { group in
            for host in Names.mute + Names.mute {
                group.addTask {
                    try await transport.post(to: host, port: port, deadline: deadline)
                }
            }
            return try await group.reduce(into: [TimedOutcome]()) { $0.append($1) }
        }
        var others: [TimedOutcome] = []
        let end = ContinuousClock.now + deadline + .seconds(1)
        while ContinuousClock.now < end {
            others += try await withThrowingTaskGroup(of: TimedOutcome.self) { group in
                for index in 0..<200 {
                    let host = Names.ready[index % Names.ready.count]
                    group.addTask {
                        try await transport.post(to: host, port: port, deadline: .seconds(10))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        for timed in try await unanswered {
            #expect(timed.failure?.kind == .timeout(.lookup), "\(timed.outcome)")
            #expect(timed.time >= deadline - .milliseconds(100), "\(timed.time)")
            #expect(timed.time < deadline + .milliseconds(500), "\(timed.time)")
        }
        let times = others.map(\.time)
        #expect(others.allSatisfy { $0.status == 200 })
        #expect(times.p99 < .seconds(1))
        print("names: beside 16 unanswered ones, \(times.count) requests took", times.summary)
    }

    @Test func muteNameServerDelaysNoOtherDelivery() async throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/hooks", .status(200))
        let arrivals = Arrivals()
        let service = try service(observedBy: arrivals)
        // Side by side: saving waits for mute names too, though not for long.
        let unanswered = try await withThrowingTaskGroup(of: Webhook.ID?.self) { group in
            for host in Names.mute + Names.ready {
                let isMute = Names.mute.contains(host)
                let draft = WebhookDraft(
                    name: host,
                    url: "http://\(host):\(receiver.port)/hooks",
                    events: isMute ? [.taskClosed] : [.taskCreated]
                )
                group.addTask {
                    let created = try await service.webhooks.create(draft, ping: .skipped)
                    return isMute ? created.webhook.id : nil
                }
            }
            return try await group.reduce(into: Set<Webhook.ID>()) { ids, id in
                if let id { ids.insert(id) }
            }
        }
        let worker = Task { try await service.run() }
        for _ in 0..<2 { _ = try await service.publish(.taskClosed, ["id": "t"], in: .default) }
        let end = ContinuousClock.now + deadline + .seconds(1)
        var count = 0
        while ContinuousClock.now < end {
            // 200 deliveries at once, to 20 hosts.
            arrivals.begin()
            _ = try await service.publishAll(
                try (0..<10).map { _ in try EventDraft(.taskCreated, ["id": "t"], in: .default) }
            )
            let expected = count + 200
            _ = await arrivals.times.wait { $0.count >= expected }
            count = expected
        }
        _ = await arrivals.failures.wait { $0.count >= 16 }
        worker.cancel()
        _ = await worker.result

        let (times, failures) = (arrivals.times.elements, arrivals.failures.elements)
        #expect(Set(failures.map(\.webhook)) == unanswered)
        for failure in failures {
            #expect(failure.attempt.failure?.kind == .dns, "\(failure.attempt)")
            // Sooner where it joined a lookup that saving had begun.
            #expect(failure.attempt.duration < deadline + .milliseconds(500))
        }
        #expect(times.p99 < .seconds(1))
        print("names: beside 16 unanswered ones, \(times.count) deliveries took", times.summary)
    }

    private func service(observedBy arrivals: Arrivals) throws -> WebhookService {
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        configuration.concurrency = 300
        configuration.webhookConcurrency = 10
        configuration.policy = DeliveryPolicy(
            deadline: deadline,
            window: .seconds(7200),
            gaps: [.seconds(3600)]
        )
        return try WebhookService(
            store: InMemoryWebhookStore(),
            transport: CurlTransport(),
            configuration: configuration,
            observer: arrivals
        )
    }
}

/// How long after the latest publication each delivery's attempt had ended.
private struct Arrivals: WebhookObserver {
    struct Failure: Sendable {
        let webhook: Webhook.ID
        let attempt: Attempt
    }

    let times = Recorded<Duration>()
    let failures = Recorded<Failure>()
    private let publication = Recorded<ContinuousClock.Instant>()

    /// Says that something is published now.
    func begin() {
        publication.record(.now)
    }

    func observe(_ activity: ServiceActivity) {
        guard case .attempted(let webhook, _, let attempt) = activity else { return }
        if attempt.failure != nil {
            failures.record(Failure(webhook: webhook, attempt: attempt))
        } else if let start = publication.elements.last {
            times.record(start.duration(to: .now))
        }
    }
}

extension [Duration] {
    fileprivate var summary: String { "p99 \(p99), the longest \(self.max() ?? .zero)" }
}
#endif
