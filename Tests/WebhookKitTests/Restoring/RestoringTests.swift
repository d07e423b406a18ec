import Testing
import WebhookKit

/// A store with columns of its own puts values together again by public API; what it has read is taken
/// as it is, and no rule traps over it (B-2).
struct RestoringTests {
    private let time = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)

    /// Takes an event apart into what columns hold, and puts it together again.
    @Test func anEventComesBackFromItsColumns() async throws {
        let store = InMemoryWebhookStore()
        let event = try event()
        _ = try await store.append([event])
        let stored = try #require(try store.events(EventQuery(scope: .default)).events.first)
        let columns = stored.event
        let restored = StoredEvent(
            event: Event(
                restoring: columns.id,
                scope: columns.scope,
                type: columns.type,
                occurredAt: columns.occurredAt,
                body: columns.body,
                dataOffset: columns.dataOffset,
                idempotencyKey: columns.idempotencyKey,
                audience: columns.audience
            ),
            position: stored.position,
            appendedAt: stored.appendedAt
        )
        #expect(restored == stored)
        #expect(Array(restored.event.data) == Array(#"{"a":1}"#.utf8))
    }

    @Test func aDeliveryAndItsNoticesComeBack() throws {
        let delivery = try delivery(progress: .init(failedRounds: 1, firstAttemptAt: time))
        let again = Delivery(
            restoring: delivery.id,
            eventID: delivery.eventID,
            eventType: delivery.eventType,
            position: delivery.position,
            scope: delivery.scope,
            webhookID: delivery.webhookID,
            kind: delivery.kind,
            generation: delivery.generation,
            status: delivery.status,
            progress: delivery.progress
        )
        #expect(again == delivery)
        let parked = ParkedDelivery(
            restoring: delivery.id,
            to: delivery.webhookID,
            of: delivery.eventID,
            reason: .leasesExpired
        )
        let kinds: [Notice.Kind] = [
            .parked(parked), .failing(outage()), .deactivated(deactivation()),
            .reactivated(deactivation()),
            .senderSuspect(.init(hosts: 2, lastFailure: outage().lastFailure)),
            .secretsUnreadable(.init(webhooks: 2, since: time, detail: "no key")),
        ]
        for kind in kinds {
            let notice = Notice(
                restoring: try Notice.ID("ntc_1"),
                scope: .default,
                kind: kind,
                webhook: .init(
                    id: try Webhook.ID("wh_1"),
                    name: "Orders",
                    url: try WebhookURL("https://example.com/")
                ),
                at: time
            )
            #expect(notice.kind == kind)
        }
    }

    /// An offset that is none of the body's gives no data.
    @Test(arguments: [Int.min, -1, 0, 3, 4, 5, .max])
    func anyOffsetIsTaken(offset: Int) throws {
        let event = Event(
            restoring: try Event.ID("evt_1"),
            scope: .default,
            type: .taskCreated,
            occurredAt: Timestamp(millisecondsSinceEpoch: .min),
            body: Array("{12}".utf8),
            dataOffset: offset,
            idempotencyKey: nil,
            audience: .subscribers
        )
        #expect(event.data.count == (offset == 0 ? 3 : 0))
    }

    private static let ends = [Int.min, -1, 0, 1, .max - 1, .max]

    /// Every step that counts, with counts that nobody has counted.
    @Test(arguments: ends)
    func noCountTraps(count: Int) throws {
        let progress = Delivery.Progress(
            failedRounds: count,
            quickRetries: count,
            attempts: count,
            firstAttemptAt: Timestamp(millisecondsSinceEpoch: Int64(count)),
            expiredLeases: count,
            lostLeases: count
        )
        let health = WebhookHealth(
            restoring: .failing(outage(count: count)),
            generation: count,
            liveFrom: count,
            outages: count
        )
        var record = try record(health)
        record.skippedEvents = count
        for end in [HolderEnd.closed, .killed(holdingOthers: true), .killed(holdingOthers: false)] {
            var delivery = try delivery(progress: progress, generation: count)
            _ = delivery.lease(
                to: try WorkerID("wrk_1"),
                epoch: count,
                of: record,
                at: time
            )
            delivery.loseLease(by: end, at: time)
            delivery.skip(in: &record)
        }
        for verdict in verdicts {
            var delivery = try delivery(progress: progress, generation: count)
            let owner = try WorkerID("wrk_1")
            let lease = delivery.lease(to: owner, epoch: count, of: record, at: time)
            let settlement = Settlement(
                lease: lease,
                attempt: attempt(of: delivery, number: count),
                verdict: verdict,
                rules: .init(policy: .gladly, isExempt: false)
            )
            let plan = try #require(
                settlement.plan(for: delivery, under: lease, to: record, at: time)
            )
            #expect(plan.delivery.progress.attempts >= 0)
        }
        for input in [WebhookHealth.Input.activate, .deactivate(.gone), .pause, .urlChanged] {
            var changed = health
            _ = changed.apply(input, at: time, rules: .init(policy: .gladly, isExempt: false))
        }
        var entry = LogEntry(
            event: StoredEvent(
                event: try event(),
                position: Position(.max),
                appendedAt: time
            ),
            status: .debug,
            attempts: try (0..<40).map { attempt(of: try delivery(), number: $0) },
            omittedAttempts: count
        )
        entry.add(attempt(of: try delivery(), number: count), as: .debug)
        #expect(entry.attempts.count == 32)
    }

    private let verdicts: [Settlement.Verdict] = [
        .succeeded, .quickRetry(after: .seconds(Int64.max)), .nextRound(after: .seconds(-1)),
        .gaveUp, .gone, .released(after: .zero),
    ]

    private func event() throws -> Event {
        let body = Array(#"{"data":{"a":1}}"#.utf8)
        return Event(
            restoring: try Event.ID("evt_1"),
            scope: .default,
            type: .taskCreated,
            occurredAt: time,
            body: body,
            dataOffset: 8,
            idempotencyKey: "k",
            audience: .subscribers
        )
    }

    private func delivery(
        progress: Delivery.Progress = .init(),
        generation: Int = 1
    ) throws -> Delivery {
        Delivery(
            restoring: try Delivery.ID("dlv_1"),
            eventID: try Event.ID("evt_1"),
            eventType: .taskCreated,
            position: Position(1),
            scope: .default,
            webhookID: try Webhook.ID("wh_1"),
            kind: .subscribed,
            generation: generation,
            status: .waiting(due: time),
            progress: progress
        )
    }

    private func record(_ health: WebhookHealth) throws -> WebhookRecord {
        var record = try Samples.record()
        record.health = health
        return record
    }

    private func attempt(of delivery: Delivery, number: Int) -> Attempt {
        Attempt(
            deliveryID: delivery.id,
            number: number,
            round: number,
            startedAt: time,
            duration: .milliseconds(Int64.max),
            request: .init(url: "", headers: []),
            response: .init(status: number, headers: [], body: [255], isTruncated: false),
            failure: AttemptFailure(kind: .serverError, status: number, detail: "")
        )
    }

    private func outage(count: Int = 2) -> Outage {
        Outage(
            restoring: time,
            position: Position(Int64(count)),
            failedRounds: count,
            roundsOfOneEvent: count,
            lastRoundAt: Timestamp(millisecondsSinceEpoch: Int64(count)),
            shown: .milliseconds(Int64(count)),
            lastFailure: AttemptFailure(kind: .connect, detail: "refused"),
            isNoticed: false
        )
    }

    private func deactivation() -> Deactivation {
        Deactivation(
            reason: .failingFor(.seconds(60)),
            at: time,
            outage: outage(),
            position: Position(2)
        )
    }
}
