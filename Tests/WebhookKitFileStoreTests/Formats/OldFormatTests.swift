import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Stores that an older version wrote are read, and written anew in today's format (Fault 15).
///
/// `format1` holds a store that was closed, one whose process was killed, and what the version that
/// wrote them showed of each.
struct OldFormatTests {
    private static let folder = #filePath.replacing("OldFormatTests.swift", with: "format1")

    private func bytes(_ name: String) throws -> [UInt8] {
        let file = try SystemFileSystem().open("\(Self.folder)/\(name)", forWriting: false)
        return try file.read(at: 0, count: Int(try file.size()))
    }

    private func disk(_ name: String, seed: UInt64 = 1) throws -> SimulatedDisk {
        let disk = SimulatedDisk(seed: seed)
        for file in try SystemFileSystem().list("\(Self.folder)/\(name)") {
            disk.put(try bytes("\(name)/\(file)"), at: "/store/\(file)")
        }
        return disk
    }

    private func expected(_ name: String) throws -> String {
        String(decoding: try bytes("\(name).txt"), as: UTF8.self)
    }

    private func formats(_ disk: SimulatedDisk) -> [String: Int] {
        disk.allFiles.mapValues { bytes in
            String(decoding: bytes.prefix(200), as: UTF8.self).contains(#""format":1,"#) ? 1 : 2
        }
    }

    @Test(arguments: ["closed", "torn"])
    func areReadAndMovedUp(name: String) async throws {
        let disk = try disk(name)
        let store = try await EditedStores.open(disk, ManualClock())
        #expect(store.warnings.count == (name == "torn" ? 1 : 0))
        #expect(try await PlainView(of: store).text == expected(name))
        // The snapshot that the first call has begun gets on with each further one.
        let old = "snapshot-0000000002.jsonl"
        for _ in 0..<100_000 where disk.names(in: "/store").contains(old) {
            _ = try await store.backlog()
        }
        await store.close()
        #expect(
            formats(disk) == [
                "journal-0000000004.jsonl": 2, "snapshot-0000000004.jsonl": 2, "store.json": 2,
            ]
        )
        let again = try await EditedStores.open(disk, ManualClock())
        #expect(again.warnings.isEmpty)
        #expect(try await again.backlog().waiting > 0)
        await again.close()
    }

    /// The next process dies in each call of moving up, and the power fails as well.
    @Test(arguments: ["closed", "torn"])
    func survivesACrashWhileItIsMovedUp(name: String) async throws {
        for call in stride(from: 1, to: .max, by: CrashOptions.step(short: 5)) {
            let disk = try disk(name, seed: UInt64(call))
            disk.crash(atCall: call)
            if let store = try? await EditedStores.open(disk, ManualClock()) {
                for _ in 0..<40 { _ = try? await store.backlog() }
                await store.close()
            }
            let left = [disk.afterProcessCrash(), disk.afterPowerLoss(SeededRandom(seed: 7))]
            for disk in left {
                let store = try await EditedStores.open(disk, ManualClock())
                #expect(try await PlainView(of: store).text == expected(name), "call \(call)")
                await store.close()
            }
            guard disk.hasCrashed else {
                #expect(call > 40)
                return
            }
        }
    }

    /// What is older cannot stand behind what is newer.
    @Test func refusesAnOldFileAmongNewOnes() async throws {
        let disk = try disk("closed")
        let old = try #require(disk.bytes(at: "/store/journal-0000000002.jsonl"))
        let store = try await EditedStores.open(disk, ManualClock())
        try await store.compact()
        await store.close()
        let name = try #require(disk.names(in: "/store").last { $0.hasPrefix("journal") })
        try disk.remove("/store/\(name)")
        disk.put(old, at: "/store/\(name)")
        await #expect {
            _ = try await EditedStores.open(disk, ManualClock())
        } throws: { error in
            (error as? StoreError)?.code == .damaged
        }
    }
}
