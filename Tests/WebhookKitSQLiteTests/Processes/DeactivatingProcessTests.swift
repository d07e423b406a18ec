#if os(macOS) || os(Linux)
import Foundation
import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

@testable import Crasher

extension Processes {
    /// Webhooks that one process changes while others send to them.
    @Suite struct Deactivating {
        /// The first failure ends it.
        private let strict = DeliveryPolicy(
            deadline: .seconds(10),
            window: .seconds(60),
            gaps: [],
            exhaustion: .deactivate
        )

        /// Fault 34.
        @Test func aHundredFailuresAtOnceAreOneTransitionAndOneNotice() async throws {
            let file = try await SharedFile()
            let webhook = try await file.webhook(
                flow: DeliveryFlow(concurrency: 100),
                policy: strict
            )
            let before = try #require(await file.service.webhooks.webhook(webhook)).health
            try await file.publish(100)
            let gate = file.folder.at("gate")
            let workers = try (0..<2).map { _ in
                try file.worker("deliver", ["gate": gate, "concurrency": 50, "status": 500])
            }
            try await eventually("100 in flight") { file.begun.count == 100 }
            try file.open(gate)
            try await eventually("the notice") { workers.contains { !$0.lines("notice").isEmpty } }
            try await eventually("all recorded") { try await file.store.backlog().leased == 0 }
            for worker in workers {
                try worker.stop()
                #expect(try await worker.end() == 0)
            }
            let notices = workers.flatMap { $0.lines("notice") }
            #expect(notices.map { $0[1] } == ["deactivated"])
            let pending = try await file.store.notices(NoticeRequest(limit: 10))
            #expect(pending.isEmpty)
            let after = try #require(await file.service.webhooks.webhook(webhook)).health
            #expect(after.generation == before.generation + 1)
            #expect(after.outages == before.outages + 1)
            #expect(!after.queuesEvents)
        }

        /// Fault 35.
        @Test func noSendBeginsLongAfterADeactivationInAnotherProcess() async throws {
            let file = try await SharedFile()
            let webhook = try await file.webhook(flow: DeliveryFlow(concurrency: 4))
            try await file.publish(2000)
            let worker = try file.worker("deliver", ["hold": 10])
            try await eventually("some sends") { file.begun.count > 40 }
            try await file.service.webhooks.deactivate(webhook)
            let deactivated = machineTime()
            try await Task.sleep(for: .milliseconds(1500))
            let late = file.begun.map { $0.time - deactivated }.max() ?? 0
            #expect(late < 1000, "a send \(late) ms after the deactivation")
            #expect(file.begun.count < 2000)
            try worker.stop()
            #expect(try await worker.end() == 0)
        }

        /// Fault 35.
        @Test func aLateFailureOfAnEarlierGenerationDoesNotCount() async throws {
            let file = try await SharedFile()
            let webhook = try await file.webhook(policy: strict)
            try await file.publish(1)
            let gate = file.folder.at("gate")
            let worker = try file.worker("deliver", ["gate": gate, "status": 500])
            try await eventually("in flight") { file.begun.count == 1 }
            try await file.service.webhooks.deactivate(webhook)
            let reactivated = try await file.service.webhooks.activate(webhook)
            try file.open(gate)
            try await eventually("recorded") {
                try await file.store.backlog().leased == 0 || !worker.lines("fenced").isEmpty
            }
            try worker.stop()
            #expect(try await worker.end() == 0)
            let health = try #require(await file.service.webhooks.webhook(webhook)).health
            #expect(health == reactivated.health)
            #expect(health.state == .active)
            #expect(worker.lines("notice").allSatisfy { $0[1] != "deactivated" })
        }
    }
}
#endif
