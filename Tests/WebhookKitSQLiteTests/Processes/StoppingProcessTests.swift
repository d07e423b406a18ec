#if os(macOS) || os(Linux)
import Foundation
import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

@testable import Crasher

extension Processes {
    /// Processes that stand still, are told to end, or are killed.
    @Suite struct Stopping {
        private let quick = DeliveryPolicy(
            deadline: .seconds(2),
            window: .seconds(60),
            gaps: [.seconds(1)]
        )

        /// Fault 13.
        @Test func aStoppedWorkerIsReplacedAndItsLateResultIsFenced() async throws {
            let file = try await SharedFile()
            let webhook = try await file.webhook(policy: quick)
            let gate = file.folder.at("gate")
            let stopped = try file.worker("deliver", ["margin": 200, "gate": gate])
            try await stopped.isReady()
            let ids = try await file.publish(1)
            try await eventually("the first send") { file.begun.count == 1 }
            stopped.signal(SIGSTOP)
            let twoLeases = ContinuousClock.now + .milliseconds(2 * 2200)
            let other = try file.worker("deliver", ["margin": 200, "poll": 50])
            try await eventually("the second send", within: .seconds(5)) {
                file.sends.count { $0.isEnd } == 1
            }
            try await Task.sleep(until: twoLeases)
            try file.open(gate)
            stopped.signal(SIGCONT)
            try await eventually("fenced") { !stopped.lines("fenced").isEmpty }
            for worker in [stopped, other] {
                try worker.stop()
                #expect(try await worker.end() == 0)
            }
            #expect(other.lines("rescued") == [["rescued", "1"]])
            #expect(file.begun.map(\.pid) == [stopped.pid, other.pid])
            #expect(Set(file.begun.map(\.event)) == ids)
            #expect(Set(file.begun.map(\.digest)).count == 1)
            let log = try await file.service.webhooks.log(of: webhook)
            #expect(log.entries.map(\.attempts.count) == [1])
            #expect(log.entries.map(\.status) == [.success])
            let backlog = try await file.store.backlog()
            #expect(backlog.waiting + backlog.leased == 0)
        }

        /// Fault 17.
        @Test func shutdownLetsFiftySendsFinish() async throws {
            let file = try await SharedFile()
            let webhook = try await file.webhook(flow: DeliveryFlow(concurrency: 50))
            try await file.publish(80)
            let gate = file.folder.at("gate")
            let worker = try file.worker("deliver", ["gate": gate, "grace": 5000])
            try await eventually("50 in flight") { file.begun.count == 50 }
            try worker.stop()
            // Before it knows, every send that ends makes room for another.
            try await eventually("stopping") { !worker.lines("stopping").isEmpty }
            try file.open(gate)
            #expect(try await worker.end(within: .seconds(6)) == 0)
            #expect(file.begun.count == 50)
            #expect(file.sends.count { $0.isEnd } == 50)
            try await sendTheRest(of: file, count: 30, after: 50, webhook)
        }

        /// Fault 17.
        @Test func shutdownGivesBackWhatDoesNotFinishAndBurnsNoAttempt() async throws {
            let file = try await SharedFile()
            let webhook = try await file.webhook(flow: DeliveryFlow(concurrency: 50))
            try await file.publish(50)
            let worker = try file.worker(
                "deliver",
                ["gate": file.folder.at("never"), "grace": 300]
            )
            try await eventually("50 in flight") { file.begun.count == 50 }
            let asked = ContinuousClock.now
            try worker.stop()
            #expect(try await worker.end(within: .seconds(5)) == 0)
            let took = ContinuousClock.now - asked
            #expect(took < .milliseconds(1300), "\(took)")
            let backlog = try await file.store.backlog()
            #expect(backlog.leased == 0)
            #expect(backlog.waiting == 50)
            try await sendTheRest(of: file, count: 50, after: 50, webhook)
        }

        /// Lets another worker finish; every delivery has had exactly one attempt then.
        private func sendTheRest(
            of file: SharedFile,
            count: Int,
            after before: Int,
            _ webhook: Webhook.ID
        ) async throws {
            let other = try file.worker("deliver", ["until": "empty"])
            #expect(try await other.end() == 0)
            #expect(file.begun.count == before + count)
            let ended = file.sends.filter(\.isEnd)
            #expect(Set(ended.map(\.event)).count == ended.count)
            let log = try await file.service.webhooks.log(of: webhook, limit: 100)
            #expect(log.entries.count == ended.count)
            #expect(log.entries.allSatisfy { $0.attempts.map(\.number) == [1] })
        }

        /// Fault 3, on a small scale.
        @Test func whatAKilledWorkerHeldIsSentByAnother() async throws {
            let file = try await SharedFile()
            try await file.webhook(flow: DeliveryFlow(concurrency: 8), policy: quick)
            let ids = try await file.publish(100)
            let victim = try file.worker(
                "deliver",
                ["margin": 200, "hold": 20]
            )
            try await eventually("some sends") { file.sends.count { $0.isEnd } >= 20 }
            victim.signal(SIGKILL)
            _ = try await victim.end()
            let other = try file.worker("deliver", ["margin": 200, "until": "empty"])
            #expect(try await other.end(within: .seconds(20)) == 0)
            let sent = Dictionary(grouping: file.begun, by: \.event)
            #expect(Set(sent.keys) == ids)
            #expect(sent.values.allSatisfy { Set($0.map(\.digest)).count == 1 })
            #expect(sent.values.reduce(0) { $0 + $1.count - 1 } <= 8)
        }
    }
}
#endif
