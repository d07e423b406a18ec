import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// A byte that is not what was written (Fault 14).
struct DamageTests {
    @Test(arguments: ["snapshot", "journal"])
    func refusesAFlippedByteAndChangesNothing(kind: String) async throws {
        let disk = try await SnapshotDisk.made.value.afterProcessCrash()
        // Sound lines behind the places that are flipped.
        let writing = try await FileWebhookStore.open(on: disk)
        for index in 0..<3 { _ = try await writing.append([Make.event("evt_end\(index)")]) }
        await writing.close()
        let name = try #require(disk.names(in: "/store").last { $0.hasPrefix(kind) })
        let sound = try #require(disk.bytes(at: "/store/\(name)"))
        // The last two steps of a journal may have been torn: nothing behind says otherwise.
        let end = kind == "snapshot" ? sound.count : try Self.lineStarts(sound).dropLast(2).last
        var random = SeededRandom(seed: 14)
        for round in 0..<24 {
            let place = Int.random(in: 0..<(try #require(end)), using: &random)
            var bytes = sound
            bytes[place] ^= UInt8(1 << (round % 8))
            try disk.remove("/store/\(name)")
            disk.put(bytes, at: "/store/\(name)")
            let before = disk.allFiles
            do {
                await (try FileWebhookStore.open(on: disk)).close()
                Issue.record("opened with byte \(place) flipped")
            } catch let error as StoreError {
                let line = try Self.lineStarts(sound).last { $0 <= place }
                #expect(error.code == .damaged, "byte \(place): \(error)")
                #expect(
                    error.message.contains("\(name), byte \(try #require(line)):"),
                    "byte \(place): \(error)"
                )
            }
            #expect(disk.allFiles == before, "byte \(place)")
        }
    }

    /// Sound in itself, and following on the line before: but nobody can have written it there.
    @Test func refusesALineThatTellsOfMoreThanStandsBeforeIt() async throws {
        let disk = SimulatedDisk(seed: 1)
        let store = try await FileWebhookStore.open(on: disk)
        _ = try await store.append([Make.event("evt_1")])
        let killed = disk.afterProcessCrash()
        await store.close()
        let name = "journal-0000000001.jsonl"
        var bytes = try #require(killed.bytes(at: "/store/\(name)"))
        var reader = LineReader(checksum: { Checksum.xxh64($0) })
        let last = try reader.read(bytes: try #require(linesWithFeeds(bytes).last).dropLast())
        var writer = RecordWriter(checksum: { Checksum.xxh64($0) }, after: last.sum)
        writer.safe = Int64(bytes.count) + 1
        writer.write(PrunedEvents([]))
        let end = bytes.count
        bytes += writer.bytes
        try killed.remove("/store/\(name)")
        killed.put(bytes, at: "/store/\(name)")
        let error = await #expect(throws: StoreError.self) {
            _ = try await FileWebhookStore.open(on: killed)
        }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("\(name), byte \(end): it says that more") == true)
    }

    private static func lineStarts(_ bytes: [UInt8]) throws -> [Int] {
        [0] + bytes.indices.filter { bytes[$0] == 10 && $0 + 1 < bytes.count }.map { $0 + 1 }
    }
}
