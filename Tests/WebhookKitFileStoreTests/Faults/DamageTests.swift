import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// A byte that is not what was written (FAULTS 14).
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

    private static func lineStarts(_ bytes: [UInt8]) throws -> [Int] {
        [0] + bytes.indices.filter { bytes[$0] == 10 && $0 + 1 < bytes.count }.map { $0 + 1 }
    }
}
