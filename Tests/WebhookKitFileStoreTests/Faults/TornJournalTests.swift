import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// A journal whose end was torn off or overwritten (Fault 4).
struct TornJournalTests {
    private static let journal = "/store/journal-0000000001.jsonl"

    /// Three events that count, and where the last step begins: one line, or several.
    private func written(_ last: [Event]) async throws -> (bytes: [UInt8], lastStep: Int) {
        let disk = SimulatedDisk(seed: 1)
        let store = try await FileWebhookStore.open(on: disk)
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        _ = try await store.append([Make.event("evt_1", key: "k1")])
        _ = try await store.append([Make.event("evt_2"), Make.event("evt_3")])
        let start = disk.bytes(at: Self.journal)?.count
        _ = try await store.append(last)
        // Before the store is closed, which adds a line that no crash has.
        let bytes = disk.bytes(at: Self.journal)
        await store.close()
        return (try #require(bytes), try #require(start))
    }

    /// B-3.
    @Test(arguments: [1, 3])
    func keepsAllBeforeTheStepThatIsCutAnywhere(lines: Int) async throws {
        let last = try (0..<lines).map { try Make.event("evt_last\($0)", size: 1) }
        let (bytes, start) = try await written(last)
        #expect(bytes[start...].count { $0 == 10 } == lines)
        for length in stride(from: start, to: bytes.count, by: lines == 1 ? 1 : 9) {
            try await check(Array(bytes[..<length]), isTorn: length > start, "cut at \(length)")
        }
    }

    @Test func forgetsWhatStandsBehindTheSafeEnd() async throws {
        let (bytes, start) = try await written([Make.event("evt_last")])
        var random = SeededRandom(seed: 4)
        for round in 0..<16 {
            let count = Int.random(in: 1...2000, using: &random)
            let garbage: [UInt8] =
                switch round % 4 {
                case 0: [UInt8](repeating: 0, count: 512 * (1 + round))
                case 1: (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                case 2: Array(#"{"sum":"0000000000000000","safe":0,"kind":"event"}"#.utf8) + [10]
                default: [10] + (0..<count).map { _ in UInt8.random(in: 9...11, using: &random) }
                }
            try await check(Array(bytes[..<start]) + garbage, isTorn: true, "round \(round)")
        }
    }

    /// A power loss keeps any sectors of what was not synced, in any order: sound lines behind holes
    /// follow on nothing, and still nothing is damaged.
    @Test func holesInWhatNobodyWasToldAreNoDamage() async throws {
        let disk = SimulatedDisk(seed: 1)
        let store = try await FileWebhookStore.open(on: disk)
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        let ids = (0..<40).map { "evt_\($0)" }
        for id in ids { _ = try await store.append([Make.event(id)]) }
        // Claims are not synced; each is a line.
        for _ in ids { _ = try await store.claim(Make.claim(limit: 1)) }
        var cuts = 0
        for seed in 0..<60 as Range<UInt64> {
            let left = disk.afterPowerLoss(SeededRandom(seed: seed))
            let next = try await FileWebhookStore.open(on: left)
            cuts += next.warnings.count
            let backlog = try await next.backlog()
            #expect(backlog.waiting == ids.count, "seed \(seed)")
            await next.close()
            let again = try await FileWebhookStore.open(on: left)
            #expect(again.warnings.isEmpty, "seed \(seed)")
            await again.close()
        }
        #expect(cuts > 20)
        await store.close()
    }

    /// What is left opens with one warning, goes on on a clean line, and opens again without.
    private func check(_ bytes: [UInt8], isTorn: Bool, _ what: String) async throws {
        let disk = SimulatedDisk(seed: 2)
        disk.put(bytes, at: Self.journal)
        let clock = ManualClock()
        let first = try await FileWebhookStore.open(on: disk, clock)
        let warnings = first.warnings.filter { $0.file != "store.json" }
        #expect(warnings.count == (isTorn ? 1 : 0), "\(what): \(first.warnings)")
        #expect(warnings.allSatisfy { $0.file == "journal-0000000001.jsonl" })
        let new = try await first.append([Make.event("evt_new")])
        #expect(new.first?.position == Position(4), "\(what)")
        await first.close()
        let second = try await FileWebhookStore.open(on: disk, clock)
        #expect(second.warnings.isEmpty, "\(what): \(second.warnings)")
        let events = try await second.claim(Make.claim()).deliveries.map(\.event.event)
        let expected = try ["evt_1", "evt_2", "evt_3", "evt_new"].map {
            try Make.event($0, key: $0 == "evt_1" ? "k1" : nil)
        }
        #expect(events == expected, "\(what)")
        await second.close()
    }
}
