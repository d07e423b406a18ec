import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Stores that an older version wrote are read, and written anew in today's format (Fault 15).
///
/// `format1` and `format2` hold a store that was closed, one whose process was killed, and what the version
/// that wrote them showed of each.
struct OldFormatTests {
    private static let folder = #filePath.replacing("/OldFormatTests.swift", with: "")
    private static let stores = [
        "format1/closed", "format1/torn", "format2/closed", "format2/killed",
    ]

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
            let text = String(decoding: bytes.prefix(200), as: UTF8.self)
            return (1...3).first { text.contains(#""format":\#($0),"#) } ?? 0
        }
    }

    @Test(arguments: stores)
    func areReadAndMovedUp(name: String) async throws {
        let disk = try disk(name)
        let store = try await EditedStores.open(disk, ManualClock())
        #expect(store.warnings.count == (name.hasSuffix("torn") ? 1 : 0))
        #expect(try await PlainView(of: store).text == expected(name))
        // The snapshot that the first call has begun gets on with each further one.
        let old = "snapshot-0000000002.jsonl"
        for _ in 0..<100_000 where disk.names(in: "/store").contains(old) {
            _ = try await store.backlog()
        }
        await store.close()
        #expect(
            formats(disk) == [
                "journal-0000000004.jsonl": 3, "snapshot-0000000004.jsonl": 3, "store.json": 3,
            ]
        )
        let again = try await EditedStores.open(disk, ManualClock())
        #expect(again.warnings.isEmpty)
        #expect(try await again.backlog().waiting > 0)
        await again.close()
    }

    /// The next process dies in each call of moving up, and the power fails as well.
    @Test(arguments: stores)
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
    @Test(arguments: ["format1", "format2"])
    func refusesAnOldFileAmongNewOnes(format: String) async throws {
        let disk = try disk("\(format)/closed")
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

    /// The forms of JSON that format 2 had, of every state and with all settings.
    @Test(arguments: ["format2/closed", "format2/killed"])
    func whatFormat2SaidOfWebhooksIsRead(name: String) async throws {
        let store = try await EditedStores.open(try disk(name), ManualClock())
        let found = try await store.webhooks(WebhookQuery(scope: Make.scope))
        let samples = try StoredSamples.records()
        for sample in samples {
            let record = try #require(found.first { $0.id == sample.id })
            #expect(record.webhook.settings == sample.webhook.settings)
            #expect(record.secrets == sample.secrets && record.dropped == sample.dropped)
        }
        // The first two have had deliveries since.
        for sample in samples.dropFirst(2) {
            let record = try #require(found.first { $0.id == sample.id })
            #expect(record.health == sample.health && record.pace == sample.pace)
        }
        await store.close()
    }
}
