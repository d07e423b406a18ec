#if os(macOS) || os(Linux)
import Testing
import WebhookKit
import WebhookKitTesting

@testable import Crasher

extension Processes {
    /// Several processes that write at once.
    @Suite struct Writing {
        /// Fault 11.
        @Test func nobodyIsBusyWhenProcessesPublishAtOnce() async throws {
            let file = try await SharedFile()
            let (start, count) = (file.folder.at("start"), 1000 * processScale)
            let workers = try (0..<2).map { _ in
                try file.worker("publish", ["count": count, "tasks": 4, "start": start])
            }
            for worker in workers { try await worker.isReady() }
            try file.open(start)
            for worker in workers {
                #expect(try await worker.end(within: .seconds(300)) == 0)
                #expect(worker.lines("refused").isEmpty)
            }
            let acknowledged = workers.flatMap { $0.lines("ack") }
            #expect(acknowledged.count == 2 * count)
            #expect(Set(acknowledged.map { $0[1] }).count == 2 * count)
            let rows = try RawDatabase(file.path).number("SELECT count(*) FROM events")
            #expect(rows == Int64(2 * count))
        }

        /// Fault 11.
        @Test func aForeignLockIsBusyAfterTheConfiguredWaitAndLeavesNoTrace() async throws {
            let file = try await SharedFile()
            let start = file.folder.at("start")
            let worker = try file.worker(
                "publish",
                ["count": 40, "tasks": 1, "busy": 300, "pause": 50, "start": start]
            )
            try await worker.isReady()
            let foreigner = try RawDatabase(file.path)
            try foreigner.execute("BEGIN EXCLUSIVE")
            try file.open(start)
            try await eventually("refused") { worker.lines("refused").count >= 2 }
            try foreigner.execute("COMMIT")
            #expect(try await worker.end() == 0)
            let (refused, stored) = (worker.lines("refused"), worker.lines("ack"))
            #expect(refused.allSatisfy { $0[1] == "busy" })
            let waits = refused.compactMap { Int($0[2]) }
            #expect(waits.allSatisfy { (300...800).contains($0) }, "waited \(waits) ms")
            #expect(stored.count + refused.count == 40)
            #expect(!stored.isEmpty)
            #expect(
                try foreigner.number("SELECT count(*) FROM events") == Int64(stored.count)
            )
        }

        /// Fault 52.
        @Test func aKeyIsOneEventWhicheverProcessIsFirst() async throws {
            let file = try await SharedFile()
            let (start, count) = (file.folder.at("start"), 200 * processScale)
            let workers = try (0..<2).map { _ in
                try file.worker(
                    "publish",
                    ["count": count, "tasks": 4, "keys": "key-", "start": start]
                )
            }
            for worker in workers { try await worker.isReady() }
            try file.open(start)
            for worker in workers {
                #expect(try await worker.end() == 0)
                #expect(worker.lines("refused").isEmpty)
            }
            let first = workers.flatMap { $0.lines("ack") }
            let again = workers.flatMap { $0.lines("duplicate") }
            #expect(first.count == count)
            #expect(again.count == count)
            // By number: the id that the second was given is the first's.
            #expect(
                Dictionary(grouping: first + again) { $0[4] }
                    .allSatisfy { Set($0.value.map { $0[1] }).count == 1 && $0.value.count == 2 }
            )
            #expect(
                try RawDatabase(file.path).number("SELECT count(*) FROM events") == Int64(count)
            )
        }

        /// Fault 36.
        @Test func parallelCreationsOfTwoProcessesMakeExactlyFifty() async throws {
            let file = try await SharedFile()
            let start = file.folder.at("start")
            let workers = try (0..<2).map { _ in
                try file.worker("insert", ["count": 50, "start": start])
            }
            for worker in workers { try await worker.isReady() }
            try file.open(start)
            for worker in workers { #expect(try await worker.end() == 0) }
            let created = workers.flatMap { $0.lines("created") }
            #expect(created.count == 50)
            #expect(
                workers.flatMap { $0.lines("refused") }.map { $0[1] }
                    == .init(
                        repeating: "limit",
                        count: 50
                    )
            )
            #expect(
                Set(try await file.service.webhooks.all().map(\.id.string))
                    == Set(created.map { $0[1] })
            )
        }
    }
}
#endif
