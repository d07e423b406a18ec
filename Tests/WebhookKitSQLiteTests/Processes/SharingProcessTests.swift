#if os(macOS) || os(Linux)
import Foundation
import Testing
import WebhookKit
import WebhookKitTesting

@testable import Crasher

extension Processes {
    /// Several processes that deliver together.
    @Suite struct Sharing {
        /// Fault 12.
        @Test func twoWorkersSendEverythingOnceAndShareTheWork() async throws {
            let file = try await SharedFile()
            for number in 0..<8 { try await file.webhook("w\(number)") }
            let ids = try await file.publish(100 * processScale)
            let start = file.folder.at("start")
            let workers = try (0..<2).map { _ in
                try file.worker(
                    "deliver",
                    ["concurrency": 16, "until": "empty", "start": start, "hold": 2]
                )
            }
            for worker in workers { try await worker.isReady() }
            try file.open(start)
            for worker in workers {
                #expect(try await worker.end(within: .seconds(120)) == 0)
                #expect(worker.lines("fenced").isEmpty)
                #expect(worker.lines("storeFailed") == [])
            }
            let begun = file.begun
            #expect(begun.count == ids.count * 8)
            #expect(Set(begun.map { "\($0.event) \($0.path)" }).count == begun.count)
            #expect(Set(begun.map(\.event)) == ids)
            for worker in workers {
                let share = begun.count { $0.pid == worker.pid }
                #expect(share * 5 >= begun.count, "\(share) of \(begun.count)")
            }
        }

        /// D-10.
        @Test func theConcurrencyOfAWebhookHoldsOverTwoProcesses() async throws {
            let file = try await SharedFile()
            try await file.webhook("capped", flow: DeliveryFlow(concurrency: 4))
            try await file.publish(120)
            // Six slots for four places, so that both have a part in it.
            let start = file.folder.at("start")
            let workers = try (0..<2).map { _ in
                try file.worker(
                    "deliver",
                    ["until": "empty", "hold": 15, "concurrency": 3, "start": start]
                )
            }
            for worker in workers { try await worker.isReady() }
            try file.open(start)
            for worker in workers { #expect(try await worker.end() == 0) }
            var (open, most) = (0, 0)
            for send in file.sends {
                open += send.isEnd ? -1 : 1
                most = max(most, open)
            }
            #expect(most == 4)
            #expect(Set(file.begun.map(\.pid)).count == 2)
            #expect(file.begun.count == 120)
        }

        /// D-11.
        @Test func theRateOfAWebhookHoldsOverTwoProcesses() async throws {
            let file = try await SharedFile()
            try await file.webhook(
                "slow",
                flow: DeliveryFlow(concurrency: 100, deliveriesPerSecond: 50)
            )
            try await file.publish(125)
            let workers = try (0..<2).map { _ in try file.worker("deliver", ["until": "empty"]) }
            for worker in workers { #expect(try await worker.end() == 0) }
            let times = file.begun.map(\.time).sorted()
            #expect(times.count == 125)
            // A second's share and what two processes may be late with.
            let most = times.indices.map { first in
                times[first...].prefix { $0 < times[first] + 1000 }.count
            }.max()
            #expect(try #require(most) <= 60, "\(most ?? 0) in one second")
            let took = try #require(times.last) - times[0]
            #expect((2300...8000).contains(took), "\(took) ms for 125 at 50 a second")
        }

        /// What one process publishes wakes another, which would look again in an hour.
        @Test func aPublishInOneProcessIsTakenUpByAnotherAtOnce() async throws {
            let file = try await SharedFile()
            try await file.webhook()
            let worker = try file.worker("deliver", ["poll": 3_600_000])
            try await file.publish(1)
            try await eventually("the first") { file.sends.contains { $0.isEnd } }
            var lags: [Int64] = []
            for round in 2...6 {
                // The worker shall have gone to sleep.
                try await Task.sleep(for: .milliseconds(100))
                let published = machineTime()
                try await file.publish(1)
                try await eventually("number \(round)", within: .seconds(3)) {
                    file.sends.count == round * 2
                }
                lags.append(try #require(file.begun.last).time - published)
            }
            #expect(lags.allSatisfy { $0 < 500 }, "\(lags) ms")
            try worker.stop()
            #expect(try await worker.end() == 0)
        }
    }
}
#endif
