import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The disk that the script has prepared.
enum RealDisk {
    static let path = ProcessInfo.processInfo.environment["WEBHOOKKIT_REAL_DISK"]
}

/// The parts of `Scripts/disk-full`, which prepares a small disk and names it (Faults 6, 8, 9, 10).
@Suite(.serialized, .enabled(if: RealDisk.path != nil, "Scripts/disk-full prepares the disk"))
struct RealDiskTests {
    private func open(clock: any WebhookClock = ManualClock()) async throws -> FileWebhookStore {
        try await FileWebhookStore(
            folder: try #require(RealDisk.path) + "/store",
            configuration: FileWebhookStore.Configuration(compactionMinimum: 64 << 10),
            clock: clock
        )
    }

    /// Fails when the body takes longer than a fault may.
    private func within<Result>(
        _ limit: Duration,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        let began = ContinuousClock.now
        let result = try await body()
        #expect(ContinuousClock.now - began < limit)
        return result
    }

    @Test func refusesWhatDoesNotFit() async throws {
        let store = try await open()
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        let files = SystemFileSystem()
        let ballast = try #require(RealDisk.path) + "/ballast"
        try files.create(ballast).write([UInt8](repeating: 1, count: 700 << 10), at: 0)
        var stored: Set<String> = []
        var isFull = false
        for index in 0..<500 where !isFull {
            let event = try Make.event("evt_\(index)", size: 9000, key: "k\(index)")
            do {
                _ = try await within(.seconds(1.5)) { try await store.append([event]) }
                stored.insert("k\(index)")
            } catch let error as StoreError {
                #expect(error.code == .full)
                isFull = true
            }
        }
        #expect(isFull && !stored.isEmpty)
        #expect(try await store.backlog().waiting == stored.count)
        try files.remove(ballast)
        _ = try await store.append([Make.event("evt_new", size: 9000, key: "new")])
        await store.close()
        let reopened = try await open()
        #expect(try await reopened.backlog().waiting == stored.count + 1)
        var claimed: Set<String> = []
        while true {
            let deliveries = try await reopened.claim(Make.claim()).deliveries
            if deliveries.isEmpty { break }
            claimed.formUnion(deliveries.compactMap(\.event.event.idempotencyKey?.string))
            _ = try await reopened.settle(
                SettleRequest(settlements: deliveries.map { Make.settlement($0, .succeeded) })
            )
        }
        #expect(claimed == stored.union(["new"]))
        await reopened.close()
    }

    /// With few descriptors: as many as the sockets leave.
    @Test func deliversEverything() async throws {
        let store = try await open(clock: SystemClock())
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        var open: [any StoreFile] = []
        let path = try #require(RealDisk.path) + "/filler"
        let files = SystemFileSystem()
        _ = try files.create(path)
        while let file = try? files.open(path, forWriting: false) { open.append(file) }
        // libdispatch looks at its threads in /proc now and then, and ends the process if it cannot.
        open.removeLast()
        #expect(open.count < 64)
        var delivered = 0
        for index in 0..<60 {
            _ = try await store.append([Make.event("evt_\(index)", size: 9000)])
            let claimed = try await store.claim(Make.claim()).deliveries
            let results = try await store.settle(
                SettleRequest(settlements: claimed.map { Make.settlement($0, .succeeded) })
            ).results
            delivered += results.count { $0 != .fenced }
        }
        #expect(delivered == 60)
        open = []
        let record = try await store.webhooks(WebhookQuery(scope: Make.scope)).first
        #expect(record?.health.state == .active)
        await store.close()
    }

    /// Fault 10.
    @Test func isBusyWhileAnotherProcessHasIt() async throws {
        await within(.seconds(1.5)) {
            let error = await #expect(throws: StoreError.self) { await (try open()).close() }
            #expect(error?.code == .busy)
        }
    }

    @Test func opensAtOnce() async throws {
        try await within(.seconds(1.5)) { await (try open()).close() }
    }

    @Test func saysThatItMayNotWrite() async throws {
        await within(.seconds(0.6)) {
            let error = await #expect(throws: StoreError.self) { await (try open()).close() }
            #expect(error?.code == .unavailable)
            #expect((error?.cause as? FileError)?.kind == .denied)
        }
    }
}
