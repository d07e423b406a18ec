import Foundation
import Synchronization
import TransportLoad
import WebhookKit
import WebhookKitCurl

/// A million requests through one ``CurlTransport``: what a process that never restarts sees.
enum TransportEndurance {
    /// What the tasks of a line have in common.
    private final class Count: Sendable {
        let sent = Atomic(0)
        let failed = Atomic(0)
    }

    /// Sends them, 64 at once, and prints a line each 100,000.
    ///
    /// - Parameter hasFaults: Whether one in a hundred goes to a port where nobody listens.
    static func run(hasFaults: Bool) async throws {
        let nginx = try Nginx()
        let closed = try LoopbackPort()
        let transport = CurlTransport()
        let request = try Contender.request(to: nginx.url)
        let refused = try Contender.request(to: "http://127.0.0.1:\(closed.number)/")
        let (lines, perLine, tasks) = (10, 100_000, 64)
        print("\(lines * perLine) requests, \(tasks) at once; \(Machine.description)\n")
        print(
            "| requests | requests/s | CPU us each | resident KiB | threads | descriptors | failed |"
        )
        print("|---:|---:|---:|---:|---:|---:|---:|")
        printLine(0, rate: 0, processorTime: 0, failures: 0)
        for line in 1...lines {
            let count = Count()
            let (start, used) = (ContinuousClock.now, ProcessUse.ownProcessorTime())
            await withDiscardingTaskGroup { group in
                for _ in 0..<tasks {
                    group.addTask {
                        while true {
                            let index = count.sent.wrappingAdd(1, ordering: .relaxed).oldValue
                            guard index < perLine else { return }
                            let isRefused = hasFaults && index % 100 == 99
                            let failure = await Contender.send(
                                isRefused ? refused : request,
                                transport
                            )
                            if failure != nil { count.failed.wrappingAdd(1, ordering: .relaxed) }
                        }
                    }
                }
            }
            let seconds = start.duration(to: .now) / .seconds(1)
            printLine(
                line * perLine,
                rate: Double(perLine) / seconds,
                processorTime: (ProcessUse.ownProcessorTime() - used) * 1_000_000 / Double(perLine),
                failures: count.failed.load(ordering: .relaxed)
            )
        }
        withExtendedLifetime((nginx, closed)) {}
    }

    private static func printLine(
        _ count: Int,
        rate: Double,
        processorTime: Double,
        failures: Int
    ) {
        let numbers = [
            count, Int(rate), Int(processorTime.rounded()), ProcessUse.status("VmRSS") ?? 0,
            ProcessUse.status("Threads") ?? 0, ProcessUse.openDescriptors() ?? 0, failures,
        ]
        print("| " + numbers.map(\.description).joined(separator: " | ") + " |")
        fflush(nil)
    }
}
