import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// What a step that failed leaves behind (Faults 6, 7; B-6).
struct FailedStepTests {
    /// A store with one delivery waiting.
    private func store(_ disk: SimulatedDisk, _ clock: ManualClock) async throws -> FileWebhookStore
    {
        let store = try await FileWebhookStore.open(on: disk, clock)
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        _ = try await store.append([Make.event("evt_1", key: "k1")])
        return store
    }

    @Test func keepsTheLeaseWhenItsSettlementCouldNotBeWritten() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 1), ManualClock())
        let store = try await store(disk, clock)
        let claimed = try #require(try await store.claim(Make.claim()).deliveries.first)
        _ = try await store.append([Make.event("evt_2")])
        let settle = SettleRequest(settlements: [Make.settlement(claimed, .succeeded)])
        disk.failCall(at: disk.calls + 1, with: .io)
        let error = await #expect(throws: StoreError.self) { _ = try await store.settle(settle) }
        #expect(error?.code == .unavailable)
        clock.advance(by: .seconds(1))
        let result = try #require(try await store.settle(settle).results.first)
        #expect(result != .fenced)
        await store.close()
    }

    @Test func claimsLaterWhatCannotBeReadForNow() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 1), ManualClock())
        let store = try await store(disk, clock)
        // More than is held in memory, so that the first one must be read.
        for index in 0..<4 { _ = try await store.append([Make.event("evt_l\(index)", size: 9000)]) }
        disk.failCall(at: disk.calls + 1, with: .io)
        let first = try await store.claim(Make.claim())
        #expect(first.deliveries.count == 4)
        #expect(first.nextDue == .seconds(1))
        #expect(try await store.backlog().parked.isEmpty)
        clock.advance(by: .seconds(1))
        let second = try await store.claim(Make.claim())
        #expect(second.deliveries.map(\.event.event.id.string) == ["evt_1"])
        await store.close()
    }

    @Test func acknowledgesNothingOnARepeatedSync() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 1), ManualClock())
        let store = try await store(disk, clock)
        disk.failSyncs()
        for _ in 0..<3 {
            let error = await #expect(throws: StoreError.self) {
                _ = try await store.append([Make.event("evt_2", key: "k2")])
            }
            #expect(error?.code == .outcomeUnknown || error?.code == .unavailable)
            clock.advance(by: .seconds(1))
        }
        disk.heal()
        _ = try await store.append([Make.event("evt_2", key: "k2")])
        for seed in 0..<20 {
            let left = disk.afterPowerLoss(SeededRandom(seed: UInt64(seed)))
            let reopened = try await FileWebhookStore.open(on: left, clock)
            let again = try await reopened.append([Make.event("evt_3", key: "k2")])
            #expect(again.first?.isDuplicate == true, "seed \(seed)")
            await reopened.close()
        }
        await store.close()
    }

    /// A failed fsync is forgotten by the system, and what it failed for is still read (Fault 7).
    @Test func bringsToTheDiskWhatAnEarlierProcessCouldNotSync() async throws {
        for seed in 0..<20 {
            let (disk, clock) = (SimulatedDisk(seed: UInt64(seed)), ManualClock())
            let store = try await store(disk, clock)
            disk.failSyncs()
            _ = try? await store.append([Make.event("evt_2", size: 3000, key: "k2")])
            await store.close()
            let next = disk.afterProcessCrash()
            let second = try await FileWebhookStore.open(on: next, clock)
            let answer = try await second.append([Make.event("evt_2", size: 3000, key: "k2")])
            await second.close()
            let left = next.afterPowerLoss(SeededRandom(seed: UInt64(seed)))
            let third = try await FileWebhookStore.open(on: left, clock)
            let again = try await third.append([Make.event("evt_3", size: 3000, key: "k2")])
            #expect(again.first?.isDuplicate == true, "seed \(seed)")
            #expect(again.first?.position == answer.first?.position, "seed \(seed)")
            await third.close()
        }
    }

    @Test func aRecordThatCannotBeWrittenHarmsNoOther() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 1), ManualClock())
        let store = try await store(disk, clock)
        let unwritable = try Make.webhook("wh_2") {
            $0.flow = DeliveryFlow(deliveriesPerSecond: .infinity)
        }
        var acknowledged: [String] = []
        for round in 0..<20 {
            // Calls at one time share a batch.
            let refused = Task { try await store.insert(unwritable, limit: 9) }
            await withTaskGroup(of: String?.self) { group in
                for index in 0..<8 {
                    let key = "k\(round)_\(index)"
                    group.addTask {
                        let event = try? Make.event("evt_\(key)", key: key)
                        let stored = try? await store.append(event.map { [$0] } ?? [])
                        return stored?.isEmpty == false ? key : nil
                    }
                }
                for await key in group { if let key { acknowledged.append(key) } }
            }
            await #expect(throws: StoreError.self) { _ = try await refused.value }
            clock.advance(by: .seconds(1))
            // Alone, so that at least these were acknowledged.
            _ = try await store.append([Make.event("evt_k\(round)", key: "k\(round)")])
            acknowledged.append("k\(round)")
        }
        for key in acknowledged {
            let again = try await store.append([Make.event("evt_\(key)_again", key: key)])
            #expect(again.first?.isDuplicate == true, "\(key)")
        }
        await store.close()
    }

    /// A journal that got its name, but whose folder could not be synced, ends the one before it.
    @Test func losesNothingWhenANewJournalCannotBeFinished() async throws {
        for offset in 2...9 {
            let (disk, clock) = (SimulatedDisk(seed: 1), ManualClock())
            let store = try await store(disk, clock)
            for index in 0..<6 {
                _ = try await store.append([Make.event("evt_l\(index)", size: 9000)])
            }
            disk.failCall(at: disk.calls + 3 + offset, with: .io)
            var keys: [String] = []
            for index in 0..<6 {
                let event = try Make.event("evt_m\(index)", size: 9000, key: "m\(index)")
                if (try? await store.append([event])) != nil { keys.append("m\(index)") }
                clock.advance(by: .seconds(1))
            }
            let reopened = try await FileWebhookStore.open(on: disk.afterProcessCrash(), clock)
            for key in keys {
                let again = try await reopened.append([
                    Make.event("evt_again\(key)", size: 9000, key: key)
                ])
                #expect(again.first?.isDuplicate == true, "\(offset): \(key)")
            }
            await reopened.close()
            await store.close()
        }
    }
}
