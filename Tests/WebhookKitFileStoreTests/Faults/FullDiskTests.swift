import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// A disk that fills up, and a process that may open no more files (Faults 6, 8).
struct FullDiskTests {
    @Test func refusesWhatDoesNotFitAndGoesOnWhenThereIsRoom() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 6), ManualClock())
        disk.capacity = 3_000_000
        let store = try await FileWebhookStore(folder: "/store", clock: clock, files: disk)
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        var stored: [String] = []
        var refusals = 0
        for index in 0..<15 {
            let key = "k\(index)"
            do {
                _ = try await store.append([Make.event("evt_\(index)", size: 300_000, key: key)])
                stored.append(key)
            } catch let error as StoreError {
                #expect(error.code == .full)
                refusals += 1
            }
        }
        #expect(!stored.isEmpty && refusals > 0)
        // No hot loop: nothing is written while nothing is asked for.
        let calls = disk.calls
        for _ in 0..<100 { _ = try await store.backlog() }
        #expect(disk.calls - calls < 100)
        #expect(try await store.backlog().waiting == stored.count)
        #expect(try await store.webhooks(WebhookQuery(scope: Make.scope)).count == 1)
        disk.capacity = .max
        // At once, without a restart.
        _ = try await store.append([Make.event("evt_new", size: 9000, key: "new")])
        var claimed: Set<String> = []
        while true {
            let deliveries = try await store.claim(Make.claim()).deliveries
            if deliveries.isEmpty { break }
            claimed.formUnion(deliveries.compactMap(\.event.event.idempotencyKey?.string))
        }
        #expect(claimed == Set(stored + ["new"]))
        await store.close()
        let reopened = try await FileWebhookStore.open(on: disk.afterProcessCrash(), clock)
        #expect(try await reopened.backlog().waiting == stored.count + 1)
        await reopened.close()
    }

    /// Snapshots and new journals need descriptors; without them the journal goes on.
    @Test func deliversAllWithoutNewDescriptors() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 8), ManualClock())
        let store = try await FileWebhookStore.open(on: disk, clock)
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        disk.refuseDescriptors()
        var delivered: Set<Event.ID> = []
        for index in 0..<30 {
            _ = try await store.append([Make.event("evt_\(index)", size: 9000)])
            let claimed = try await store.claim(Make.claim()).deliveries
            _ = try await store.settle(
                SettleRequest(settlements: claimed.map { Make.settlement($0, .succeeded) })
            )
            delivered.formUnion(claimed.map(\.event.event.id))
        }
        #expect(delivered.count == 30)
        #expect(disk.names(in: "/store").filter { $0.hasPrefix("journal") }.count == 1)
        disk.heal()
        for index in 30..<60 {
            _ = try await store.append([Make.event("evt_\(index)", size: 9000)])
        }
        for _ in 0..<300 { _ = try await store.backlog() }
        #expect(disk.names(in: "/store").contains { $0.hasPrefix("snapshot") })
        let record = try await store.webhooks(WebhookQuery(scope: Make.scope)).first
        #expect(record?.health.state == .active)
        await store.close()
    }

    @Test(arguments: [FileError.Kind.descriptors, .denied, .io, .full])
    func saysWhyItCannotBeOpened(kind: FileError.Kind) async throws {
        for call in 1...10 {
            let disk = SimulatedDisk(seed: 9)
            disk.failCall(at: call, with: kind, forEver: true)
            let error = await #expect(throws: StoreError.self) {
                await (try FileWebhookStore.open(on: disk)).close()
            }
            #expect(error?.code == (kind == .full ? .full : .unavailable))
            #expect((error?.cause as? FileError)?.kind == kind)
        }
    }
}
