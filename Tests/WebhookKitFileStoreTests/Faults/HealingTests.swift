import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// What a store keeps through trouble with its files (Faults 1, 7, 14; B-6, D-9).
struct HealingTests {
    @Test func aLeaseOutlivesTheLossOfItsClaim() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 1), ManualClock())
        let store = try await FileWebhookStore.open(on: disk, clock)
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        _ = try await store.append([Make.event("evt_1")])
        let claimed = try #require(try await store.claim(Make.claim()).deliveries.first)
        // The claim is not synced yet; this failure takes it back from the journal.
        disk.failSyncs()
        await #expect(throws: StoreError.self) {
            _ = try await store.append([Make.event("evt_2")])
        }
        disk.heal()
        clock.advance(by: .seconds(2))
        let again = try await store.claim(Make.claim()).deliveries.map(\.event.event.id.string)
        #expect(!again.contains("evt_1"))
        let settle = SettleRequest(settlements: [Make.settlement(claimed, .succeeded)])
        let result = try #require(try await store.settle(settle).results.first)
        #expect(result != .fenced)
        await store.close()
    }

    @Test func whatAFailedClaimHasTakenIsClaimedAgain() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 1), ManualClock())
        let store = try await FileWebhookStore.open(on: disk, clock)
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        _ = try await store.append([Make.event("evt_1")])
        disk.failCall(at: disk.calls + 1, with: .io)
        await #expect(throws: StoreError.self) { _ = try await store.claim(Make.claim()) }
        clock.advance(by: .seconds(2))
        let claimed = try await store.claim(Make.claim()).deliveries
        #expect(claimed.map(\.event.event.id.string) == ["evt_1"])
        await store.close()
    }

    @Test func whoWaitsForASnapshotIsToldOfTrouble() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 1), ManualClock())
        let store = try await FileWebhookStore.open(on: disk, clock)
        _ = try await store.append([Make.event("evt_1")])
        // So that there is something to sync.
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        disk.failCall(at: disk.calls + 1, with: .io, forEver: true)
        await #expect(throws: StoreError.self) { try await store.compact() }
        disk.heal()
        clock.advance(by: .seconds(2))
        _ = try await store.append([Make.event("evt_2")])
        try await store.compact()
        #expect(try await store.snapshotFailure() == nil)
        await store.close()
    }

    /// A name that a dying process gave must hold before anything is acknowledged on it.
    @Test func whatTheNextProcessAcknowledgesOutlivesAPowerLoss() async throws {
        var call = 0
        while true {
            call += 1
            let disk = SimulatedDisk(seed: UInt64(call))
            let store = try await FileWebhookStore.open(on: disk)
            _ = try await store.append([Make.event("evt_1", key: "k1")])
            disk.crash(atCall: disk.calls + call)
            try? await store.compact()
            let wasReached = disk.hasCrashed
            await store.close()
            guard wasReached else { break }
            let next = disk.afterProcessCrash()
            let second = try await FileWebhookStore.open(on: next)
            _ = try await second.append([Make.event("evt_2", key: "k2")])
            for seed in 0..<4 {
                let lost = next.afterPowerLoss(SeededRandom(seed: UInt64(seed)))
                let third = try await FileWebhookStore.open(on: lost)
                for (id, key) in [("evt_a", "k1"), ("evt_b", "k2")] {
                    let event = try Make.event(id, key: key)
                    let publication = try await third.append([event]).first
                    #expect(publication?.isDuplicate == true, "call \(call), seed \(seed), \(key)")
                }
                await third.close()
            }
            await second.close()
        }
        #expect(call > 10)
    }

    /// A bit that flips while the store is open is not sent, and no snapshot makes it sound.
    @Test func contentsThatHaveChangedAreNotBelieved() async throws {
        let folder = try TemporaryFolder()
        let store = try await FileWebhookStore(
            folder: folder.at("store"),
            configuration: .init(cacheSize: 0),
            clock: ManualClock()
        )
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        _ = try await store.append([Make.event("evt_1", size: 3000)])
        _ = try await store.append([Make.event("evt_2")])
        let files = SystemFileSystem()
        let journal = folder.at("store") + "/journal-0000000001.jsonl"
        let file = try files.open(journal, forWriting: true)
        let bytes = try file.read(at: 0, count: Int(try file.size()))
        let place = try #require(bytes.firstRange(of: Array("aaaaaaaa".utf8))).lowerBound
        try file.write([UInt8(ascii: "b")], at: Int64(place + 100))

        await #expect(throws: StoreError.self) { try await store.compact() }
        #expect(try await store.snapshotFailure() != nil)
        let claim = try await store.claim(Make.claim())
        #expect(claim.deliveries.map(\.event.event.id.string) == ["evt_2"])
        #expect(claim.parked == 1)
        await store.close()
        #expect(try files.list(folder.at("store")).contains("journal-0000000001.jsonl"))
        let report = try await FileWebhookStore.check(folder: folder.at("store"))
        #expect(report.damage.first?.file == "journal-0000000001.jsonl")
    }
}
