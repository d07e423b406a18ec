import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Files that are missing, left over, or another store's (Fault 5).
struct FolderStateTests {
    private func disk() async throws -> SimulatedDisk {
        try await SnapshotDisk.made.value.afterProcessCrash()
    }

    private func expectDamage(_ disk: SimulatedDisk, naming file: String) async throws {
        let before = disk.allFiles
        do {
            await (try FileWebhookStore.open(on: disk)).close()
            Issue.record("opened without \(file)")
        } catch let error as StoreError {
            #expect(error.code == .damaged)
            #expect(error.message.contains(file), "\(error)")
        }
        #expect(disk.allFiles == before)
    }

    @Test func refusesWithoutItsSnapshot() async throws {
        let disk = try await disk()
        let name = try #require(disk.names(in: "/store").last { $0.hasPrefix("snapshot") })
        try disk.remove("/store/\(name)")
        try await expectDamage(disk, naming: name)
    }

    @Test func refusesWithoutItsFirstJournal() async throws {
        let disk = try await disk()
        let snapshot = try #require(disk.names(in: "/store").last { $0.hasPrefix("snapshot") })
        let name = snapshot.replacing("snapshot", with: "journal")
        try disk.remove("/store/\(name)")
        try await expectDamage(disk, naming: name)
    }

    @Test func refusesAGap() async throws {
        let disk = try await disk()
        let journal = try #require(disk.names(in: "/store").last { $0.hasPrefix("journal") })
        let file = try #require(JournalFile(name: journal))
        try disk.rename(
            "/store/\(journal)",
            to: "/store/\(JournalFile.journal(file.number + 1).name)"
        )
        try await expectDamage(disk, naming: journal)
    }

    @Test func refusesAMarkerAlone() async throws {
        let disk = SimulatedDisk(seed: 1)
        disk.put(Array("{}".utf8), at: "/store/store.json")
        try await expectDamage(disk, naming: "journal-0000000001.jsonl")
    }

    @Test(arguments: ["journal", "snapshot"])
    func refusesAnEmptyFile(kind: String) async throws {
        let disk = try await disk()
        let name = try #require(disk.names(in: "/store").last { $0.hasPrefix(kind) })
        try disk.remove("/store/\(name)")
        disk.put([], at: "/store/\(name)")
        try await expectDamage(disk, naming: name)
    }

    @Test func writesAMissingMarkerAgain() async throws {
        let disk = try await disk()
        let marker = try #require(disk.bytes(at: "/store/store.json"))
        try disk.remove("/store/store.json")
        let store = try await FileWebhookStore.open(on: disk)
        #expect(store.warnings.map(\.file) == ["store.json"])
        await store.close()
        #expect(disk.bytes(at: "/store/store.json") == marker)
    }

    @Test func removesWhatIsLeftOver() async throws {
        let disk = try await disk()
        let before = disk.names(in: "/store")
        let header = try #require(disk.bytes(at: "/store/\(before[0])"))
        disk.put(Array("{half".utf8), at: "/store/snapshot-0000000009.jsonl.tmp")
        disk.put([], at: "/store/journal-0000000009.jsonl.tmp")
        disk.put([], at: "/store/store.json.tmp")
        let stale = try staleJournal(like: header)
        disk.put(stale, at: "/store/journal-0000000001.jsonl")
        let store = try await FileWebhookStore.open(on: disk)
        #expect(store.warnings.isEmpty)
        await store.close()
        #expect(disk.names(in: "/store") == before)
    }

    /// Journal 1 of the store that another file belongs to.
    private func staleJournal(like file: [UInt8]) throws -> [UInt8] {
        let id = String(decoding: file.prefix(300), as: UTF8.self).split(separator: "\"")
            .first { $0.hasPrefix("store_") }
        return FaultFiles.header(.journal, 1, of: String(try #require(id)))
    }

    @Test(arguments: [1, 3, 4])
    func refusesFilesOfAnotherStore(number: Int) async throws {
        let disk = try await disk()
        let name = JournalFile.journal(number).name
        _ = try? disk.remove("/store/\(name)")
        disk.put(FaultFiles.header(.journal, number, of: "store_other"), at: "/store/\(name)")
        try await expectDamage(disk, naming: name)
    }

    @Test(arguments: ["journal", "snapshot"])
    func refusesANewerFormatWithoutAWrite(kind: String) async throws {
        let disk = try await disk()
        let name = try #require(disk.names(in: "/store").last { $0.hasPrefix(kind) })
        let file = try #require(JournalFile(name: name))
        try disk.remove("/store/\(name)")
        disk.put(
            FaultFiles.header(file.kind, file.number, format: FileHeader.currentFormat + 1),
            at: "/store/\(name)"
        )
        let before = disk.allFiles
        do {
            await (try FileWebhookStore.open(on: disk)).close()
            Issue.record("a newer format was opened")
        } catch let error as StoreError {
            #expect(error.code == .unavailable)
            let newer = "format \(FileHeader.currentFormat + 1)"
            #expect(error.message.contains(newer) && error.message.contains(name))
        }
        #expect(disk.allFiles == before)
    }
}

/// A store with a snapshot, the journal it begins with, and mostly one more; made once.
enum SnapshotDisk {
    static let made = Task {
        let disk = SimulatedDisk(seed: 5)
        let store = try await FileWebhookStore.open(on: disk)
        _ = try await store.insert(Make.webhook("wh_1"), limit: 9)
        for round in 0..<3 {
            for index in 0..<9 {
                _ = try await store.append([Make.event("evt_\(round)_\(index)", size: 9000)])
            }
            // Calls are answered in turn, so that a snapshot gets on with each.
            for _ in 0..<300 { _ = try? await store.backlog() }
        }
        await store.close()
        return disk
    }
}

/// Files made by hand.
enum FaultFiles {
    static func header(
        _ kind: FileHeader.File,
        _ number: Int,
        of store: String = "store_other",
        format: Int = FileHeader.currentFormat
    ) -> [UInt8] {
        var writer = RecordWriter(checksum: { Checksum.xxh64($0) })
        var header = FileHeader(store: store, file: kind, number: number)
        header.format = format
        writer.write(header)
        return writer.bytes
    }
}

extension SimulatedDisk {
    /// Every file of the store with its content.
    var allFiles: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in names(in: "/store") where name != "lock" {
            files[name] = bytes(at: "/store/\(name)")
        }
        return files
    }
}
