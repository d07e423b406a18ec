import Foundation
import TransportLoad
import WebhookKitTesting

/// wrk on one thread: what the receiver can take.
///
/// A POST made once, and no client around it.
enum Wrk {
    static func run(url: String, load: Load) throws -> LoadResult {
        let folder = try TemporaryFolder()
        let path = folder.path + "/webhook.lua"
        try script.write(toFile: path, atomically: false, encoding: .utf8)
        let seconds = max(Int((load.length / .seconds(1)).rounded(.up)), 1)
        let before = ProcessUse.childrensProcessorTime()
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "wrk", "-t", "1", "-c", "\(load.concurrency)", "-d", "\(seconds)s", "-s", path, url,
        ]
        process.standardOutput = output
        try process.run()
        var resident = [0]
        while process.isRunning {
            Thread.sleep(forTimeInterval: 0.05)
            let now = ProcessUse.status("VmHWM", of: "\(process.processIdentifier)")
            resident.append(now ?? 0)
        }
        process.waitUntilExit()
        let lines = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        let numbers =
            lines.split(separator: "\n")
            .first { $0.hasPrefix("result ") }?
            .split(separator: " ").compactMap { Double($0) } ?? []
        let peak = Double(resident.max() ?? 0)
        let used = (ProcessUse.childrensProcessorTime() - before) * 1_000_000
        guard numbers.count == 5,
            let result = LoadResult([
                numbers[0] / numbers[1] * 1_000_000, used / max(numbers[0], 1), 0, peak, peak,
                numbers[2], numbers[3], numbers[4],
            ])
        else { throw BenchmarkError("wrk said: \(lines)") }
        return result
    }

    private static var script: String {
        let headers = SampleWebhook.headers.map { "wrk.headers[\"\($0)\"] = \"\($1)\"" }
        return """
            wrk.method = "POST"
            wrk.body = [[\(String(decoding: SampleWebhook.body, as: UTF8.self))]]
            \(headers.joined(separator: "\n"))
            done = function(summary, latency, requests)
                local errors = summary.errors
                print("result " .. table.concat({summary.requests, summary.duration,
                    latency:percentile(50), latency:percentile(99),
                    errors.connect + errors.read + errors.write + errors.status + errors.timeout
                }, " "))
            end

            """
    }
}

/// What keeps a benchmark from running.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
