import Foundation
import Glibc
import Synchronization
import WebhookKit
import WebhookKitFileStore

/// The file store beside what its disk can do, in the same run.
enum FileStoreBenchmarks {
    /// Publishing from 1, 8 and 64 tasks beside a bare append and fdatasync of as many bytes.
    ///
    /// Disks are moody: all take turns, five times, and the medians are comparable.
    static func publishing() async throws {
        let contenders: [(name: String, work: () async throws -> Int)] =
            [("bare append + fdatasync of 1,350 bytes", { try bareAppends(1000) })]
            + [(1, 1000), (8, 8000), (64, 32_000)].map { tasks, total in
                ("publish to files, \(tasks) tasks", { try await publish(total, from: tasks) })
            } + [("publishAll to files, 500 a call", { try await publishAll(50_000) })]
        var rates = contenders.map { _ in [Double]() }
        for _ in 0..<5 {
            for (index, contender) in contenders.enumerated() {
                var count = 0
                let took = try await ContinuousClock().measure {
                    count = try await contender.work()
                }
                rates[index].append(Double(count) / (took / .seconds(1)))
            }
        }
        for (index, contender) in contenders.enumerated() {
            let rate = rates[index].sorted()[2]
            let micros = (100_000_000 / rate).rounded() / 100
            print("\(contender.name): \(Int(rate)) a second (\(micros) us each)")
        }
    }

    private static func publish(_ total: Int, from tasks: Int) async throws -> Int {
        let folder = try TemporaryFolder()
        let store = try await FileWebhookStore(folder: folder.path)
        let service = try await Benchmarks.service(Benchmarks.NoTransport(), store: store)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    for _ in 0..<(total / tasks) {
                        _ = try? await service.publish(Benchmarks.draft)
                    }
                }
            }
        }
        let backlog = try await store.backlog()
        precondition(backlog.waiting == total)
        await store.close()
        return total
    }

    private static func publishAll(_ total: Int) async throws -> Int {
        let folder = try TemporaryFolder()
        let store = try await FileWebhookStore(folder: folder.path)
        let service = try await Benchmarks.service(Benchmarks.NoTransport(), store: store)
        for _ in 0..<(total / 500) {
            _ = try await service.publishAll(Array(repeating: Benchmarks.draft, count: 500))
        }
        await store.close()
        return total
    }

    private static func bareAppends(_ count: Int) throws -> Int {
        let folder = try TemporaryFolder()
        let path = folder.path + "/bare"
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        let line = [UInt8](repeating: 0x61, count: 1350)
        for _ in 0..<count {
            guard write(file, line, line.count) == line.count, fdatasync(file) == 0 else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        return count
    }

    /// Deliveries from publishing to settled, over a transport that does nothing.
    static func delivering() async throws {
        let total = 20_000
        try await Benchmarks.report("deliver from files, transport does nothing", count: total) {
            let folder = try TemporaryFolder()
            let service = try await Benchmarks.service(
                Benchmarks.NoTransport(),
                store: try await FileWebhookStore(folder: folder.path)
            )
            for _ in 0..<(total / 500) {
                _ = try await service.publishAll(Array(repeating: Benchmarks.draft, count: 500))
            }
            let delivered = await service.drain().delivered
            precondition(delivered == total)
        }
    }

    /// Opening with many waiting deliveries, in a process of its own.
    static func opening() async throws {
        for count in [100_000, 1_000_000] { _ = try await restart(with: count, []) }
    }

    /// Fails unless a restart with 100,000 waiting is quick and small (Fault 16).
    static func restart() async throws {
        let status = try await restart(with: 100_000, ["--within-limits"])
        guard status == 0 else { exit(status) }
    }

    private static func restart(with count: Int, _ options: [String]) async throws -> Int32 {
        let folder = try TemporaryFolder()
        try await fill(folder.path, with: count)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["open-files", folder.path] + options
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static func fill(_ folder: String, with count: Int) async throws {
        let store = try await FileWebhookStore(
            folder: folder,
            configuration: .init(compactionMinimum: 1 << 40)
        )
        let service = try await Benchmarks.service(Benchmarks.NoTransport(), store: store)
        for _ in 0..<(count / 1000) {
            _ = try await service.publishAll(Array(repeating: Benchmarks.draft, count: 1000))
        }
        await store.close()
    }

    /// What the process of its own does.
    static func open(_ folder: String, hasLimits: Bool) async throws {
        let before = resident()
        let clock = ContinuousClock()
        let start = clock.now
        let store = try await FileWebhookStore(folder: folder)
        let opened = start.duration(to: clock.now)
        let backlog = try await store.backlog()
        let after = resident()
        let first = Mutex<Duration?>(nil)
        let transport = CallingTransport {
            first.withLock { $0 = $0 ?? start.duration(to: clock.now) }
        }
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        let service = try WebhookService(
            store: store,
            transport: transport,
            configuration: configuration
        )
        let run = Task { try await service.run() }
        while first.withLock({ $0 }) == nil { try await Task.sleep(for: .milliseconds(1)) }
        run.cancel()
        _ = await run.result
        let request = first.withLock { $0 } ?? .zero
        print(
            "open with \(backlog.waiting) waiting: \(milliseconds(opened)) ms, first request after "
                + "\(milliseconds(request)) ms; resident \(after / 1024) MiB, "
                + "\((after - before) * 1024 / max(1, backlog.waiting)) bytes a delivery"
        )
        await store.close()
        if hasLimits, request > .seconds(2) || after > 200 * 1024 {
            print("more than 2 s to the first request, or more than 200 MiB (Fault 16)")
            exit(1)
        }
    }

    struct CallingTransport: WebhookTransport {
        let call: @Sendable () -> Void
        func send(_ request: TransportRequest) async -> TransportOutcome {
            call()
            return .response(TransportResponse(status: 200))
        }
    }

    /// Publishing while a snapshot of a million events is written; the worst time that one took.
    static func compaction() async throws {
        let folder = try TemporaryFolder()
        try await fill(folder.path, with: 1_000_000)
        for isCompacting in [false, true] {
            let store = try await FileWebhookStore(
                folder: folder.path,
                configuration: .init(compactionMinimum: isCompacting ? 64 << 20 : 1 << 40)
            )
            let service = try WebhookService(
                store: store,
                transport: Benchmarks.NoTransport()
            )
            let clock = ContinuousClock()
            let start = clock.now
            var times: [Duration] = []
            while isCompacting ? try !hasSnapshot(folder.path) : times.count < 20_000 {
                times.append(
                    try await clock.measure { _ = try await service.publish(Benchmarks.draft) }
                )
            }
            let took = start.duration(to: clock.now)
            times.sort()
            print(
                "publish from one task \(isCompacting ? "during" : "without") a snapshot of a "
                    + "million events: \(times.count) in \(milliseconds(took)) ms, median "
                    + "\(micros(times[times.count / 2])), 99 % \(micros(times[times.count * 99 / 100])), "
                    + "worst \(micros(times[times.count - 1])) us; resident \(resident() / 1024) MiB"
            )
            await store.close()
        }
    }

    private static func hasSnapshot(_ folder: String) throws -> Bool {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return names.contains { $0.hasPrefix("snapshot") && $0.hasSuffix(".jsonl") }
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        Int(duration / .milliseconds(1))
    }

    private static func micros(_ duration: Duration) -> Int {
        Int(duration / .microseconds(1))
    }

    /// Resident memory in KiB.
    static func resident() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0
    }
}

/// A folder beside the package, on the disk and not in memory, removed at the end.
final class TemporaryFolder {
    let path: String

    init() throws {
        let parent = FileManager.default.currentDirectoryPath + "/.build/benchmarks"
        try FileManager.default.createDirectory(
            atPath: parent,
            withIntermediateDirectories: true
        )
        path = parent + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
