#if os(macOS) || os(Linux)
import Foundation
import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

@testable import Crasher

extension Processes {
    /// What a process held that is dead is taken up again at once, not when its leases end: those of
    /// all workers here last a minute (D-8, Fault 3).
    @Suite struct Killed {
        @Test func sendsGoOnAtOnceWhenTheOnlyProcessIsStartedAgain() async throws {
            let file = try await SharedFile()
            try await file.webhook(flow: DeliveryFlow(concurrency: 4))
            let ids = try await file.publish(8)
            let victim = try await kill(oneOf: file, holding: 4)
            let started = machineTime()
            let other = try file.worker("deliver", ["until": "empty"])
            #expect(try await other.end(within: .seconds(30)) == 0)
            let sends = file.sends.filter { $0.pid == other.pid }
            let first = try #require(sends.first).time - started
            let last = try #require(sends.last).time - started
            #expect(first < 2000, "the first request came after \(first) ms")
            #expect(last < 4000, "the last request came after \(last) ms")
            #expect(Set(sends.filter(\.isEnd).map(\.event)) == ids)
            #expect(sends.count == 16)
            #expect(other.lines("rescued") == [["rescued", "4"]])
            #expect(file.begun.count { $0.pid == victim } == 4)
        }

        /// The other one has nothing to do, and would look again in an hour.
        @Test func anotherProcessTakesUpWhatAKilledOneHeld() async throws {
            let file = try await SharedFile()
            try await file.webhook(flow: DeliveryFlow(concurrency: 4))
            let ids = try await file.publish(8)
            let victim = try await worker(of: file, holding: 4)
            // It finds the webhook saturated, and the holder alive.
            let other = try file.worker("deliver", ["poll": 3_600_000])
            try await other.isReady()
            try await Task.sleep(for: .milliseconds(1500))
            #expect(file.begun.count == 4)
            let killed = machineTime()
            victim.signal(SIGKILL)
            try await eventually("all sent", within: .seconds(30)) {
                file.sends.count { $0.isEnd } == 8
            }
            let sends = file.sends.filter { $0.pid == other.pid }
            let first = try #require(sends.first).time - killed
            #expect(first < 2000, "the first request came after \(first) ms")
            #expect(Set(sends.map(\.event)) == ids)
            #expect(other.lines("rescued") == [["rescued", "4"]])
            try other.stop()
            #expect(try await other.end() == 0)
        }

        /// Fault 13: whoever stands still is alive.
        @Test func aStoppedProcessKeepsWhatItHolds() async throws {
            let file = try await SharedFile()
            try await file.webhook()
            let gate = file.folder.at("gate")
            try await file.publish(2)
            let stopped = try file.worker("deliver", ["gate": gate])
            try await eventually("both in flight") { file.begun.count == 2 }
            stopped.signal(SIGSTOP)
            let other = try file.worker("deliver", ["poll": 50])
            try await other.isReady()
            try await Task.sleep(for: .milliseconds(2500))
            #expect(file.begun.map(\.pid) == [stopped.pid, stopped.pid])
            try file.open(gate)
            stopped.signal(SIGCONT)
            try await eventually("recorded") { try await file.store.backlog().leased == 0 }
            for worker in [stopped, other] {
                try worker.stop()
                #expect(try await worker.end() == 0)
                #expect(worker.lines("fenced") == [])
                #expect(worker.lines("rescued") == [])
            }
        }

        /// D-13: what a dead process merely held does not count.
        /// Fault 56.
        @Test func whatFourKilledProcessesHeldIsNotSuspect() async throws {
            let file = try await SharedFile()
            try await file.webhook()
            try await file.publish(2)
            for _ in 1...4 { _ = try await kill(oneOf: file, holding: 2) }
            let trial = StoreTrial(store: file.store, clock: ManualClock())
            let claimed = try await trial.claim(isIdle: false).deliveries
            #expect(claimed.map(\.delivery.progress.expiredLeases) == [0, 0])
            #expect(claimed.map(\.lease.epoch) == [5, 5])
        }

        /// Starts a worker whose receiver does not answer.
        private func worker(of file: SharedFile, holding count: Int) async throws -> WorkerProcess {
            let worker = try file.worker("deliver", ["gate": file.folder.at("never")])
            try await eventually("\(count) in flight") {
                file.begun.count { $0.pid == worker.pid } == count
            }
            return worker
        }

        /// Starts such a worker, and kills it in mid-flight.
        private func kill(oneOf file: SharedFile, holding count: Int) async throws -> pid_t {
            let victim = try await worker(of: file, holding: count)
            victim.signal(SIGKILL)
            _ = try await victim.end()
            return victim.pid
        }
    }
}
#endif
