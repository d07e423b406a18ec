import Foundation
import TransportLoad
import WebhookKit
import WebhookKitCurl
import WebhookKitSQLite

/// A long drain: events of 1 KiB from a SQLite database, over libcurl, to nginx on this machine.
///
/// What it tells is memory: a process that sends a million must not hold more than one that sends a
/// few. The events are published by another process than the one whose peak is told.
enum SQLiteDrain {
    /// Prints a line for each number of events.
    static func table(counts: [Int]) async throws {
        let nginx = try Nginx()
        print("Drains from SQLite over libcurl, 64 at once; \(Machine.description)\n")
        print("| events | seconds | a second | CPU us each | peak MiB | at the end MiB | threads |")
        print("|---:|---:|---:|---:|---:|---:|---:|")
        for count in counts {
            let folder = try TemporaryFolder()
            let path = folder.path + "/store"
            try await fill(path, with: count, to: nginx.url)
            try SQLiteGrowth.again(["sqlite-drain-sending", path])
        }
        withExtendedLifetime(nginx) {}
    }

    private static func fill(_ path: String, with count: Int, to url: String) async throws {
        let store = try await SQLiteWebhookStore(path: path)
        let service = try await Benchmarks.service(Benchmarks.NoTransport(), url: url, store: store)
        for start in stride(from: 0, to: count, by: 1000) {
            let drafts = Array(repeating: Benchmarks.draft, count: min(1000, count - start))
            _ = try await service.publishAll(drafts)
        }
        await store.close()
    }

    /// What the process of its own does: drains the database and prints its line.
    static func send(_ path: String) async throws {
        let store = try await SQLiteWebhookStore(path: path)
        var configuration = WebhookService.Configuration()
        configuration.destination = .development
        configuration.webhookConcurrency = 64
        let service = try WebhookService(
            store: store,
            transport: CurlTransport(),
            configuration: configuration
        )
        let (start, used) = (ContinuousClock.now, ProcessUse.ownProcessorTime())
        let report = await service.drain()
        let seconds = start.duration(to: .now) / .seconds(1)
        let count = max(1, report.delivered)
        let microseconds = (ProcessUse.ownProcessorTime() - used) * 1_000_000 / Double(count)
        let numbers = [
            report.delivered, Int(seconds), Int(Double(count) / seconds),
            Int(microseconds.rounded()), (ProcessUse.status("VmHWM") ?? 0) / 1024,
            (ProcessUse.status("VmRSS") ?? 0) / 1024, ProcessUse.status("Threads") ?? 0,
        ]
        print("| " + numbers.map(\.description).joined(separator: " | ") + " |")
        await store.close()
    }
}
