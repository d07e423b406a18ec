import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Lines of a closed store that are gone, repeated, elsewhere or another's (B-3, Fault 14).
struct LineEditTests {
    /// Which file of which store.
    enum Target: String, CaseIterable, Sendable {
        case journal, journalBehindSnapshot, snapshot, marker
        /// Of a process that was killed, so that its tail may be torn.
        case killedJournal

        func allows(_ edit: LineEdit) -> Bool {
            switch (self, edit) {
            // A crash at that moment would have left the same.
            case (.killedJournal, .cutInside), (.killedJournal, .cutBefore): false
            // It tells less than the one that was there, and nothing wrong.
            case (.marker, .replaceByOlder): false
            default: true
            }
        }
    }

    @Test(arguments: Target.allCases)
    func noneIsPassedOverInSilence(target: Target) async throws {
        let edited = try await EditedFile(target)
        var random = SeededRandom(seed: 214)
        for edit in LineEdit.allCases where target.allows(edit) {
            var (refused, silent, vague) = (0, [Int](), [String]())
            for index in edited.sample(&random) {
                guard
                    let bytes = edit.applied(
                        to: edited.lines,
                        at: index,
                        edited.strangers,
                        &random
                    )
                else { continue }
                switch await edited.open(with: bytes) {
                case .opened: silent.append(index)
                case .refused(let text):
                    refused += 1
                    if !edited.isNamed(in: text) { vague.append("line \(index): \(text)") }
                }
            }
            if CrashOptions.seeds != nil {
                print("\(target) \(edit): \(refused) refused, \(silent.count) not")
            }
            #expect(
                silent.isEmpty,
                "\(edit) of \(edited.name): \(silent.count), \(refused) refused"
            )
            #expect(vague.isEmpty, "\(edit) of \(edited.name): \(vague.prefix(3))")
        }
    }
}

extension LineEditTests {
    /// Whole files of a copy of the store that went on by itself.
    @Test(arguments: ["journal-0000000003.jsonl", "snapshot-0000000003.jsonl", "store.json"])
    func filesOfTwoCopiesDoNotFit(name: String) async throws {
        let disk = try await EditedStores.made.value.third.afterProcessCrash()
        let other = try await EditedStores.fork.value.third.bytes(at: "/store/\(name)")
        try disk.remove("/store/\(name)")
        disk.put(try #require(other), at: "/store/\(name)")
        let error = await #expect(throws: StoreError.self) {
            _ = try await EditedStores.open(disk, ManualClock())
        }
        #expect(error?.code == .damaged)
    }
}

/// A file of a store, with the lines to put in their place.
struct EditedFile {
    let name: String
    let lines: [[UInt8]]
    /// The lines of which every edit must be noticed.
    let editable: Range<Int>
    let strangers: LineEdit.Strangers
    private let disk: SimulatedDisk
    private let clock: Timestamp

    enum Outcome {
        case opened
        case refused(String)
    }

    init(_ target: LineEditTests.Target) async throws {
        let (made, other) = try await (EditedStores.made.value, EditedStores.other.value)
        let fork = try await EditedStores.fork.value
        let stores: (own: SimulatedDisk, other: SimulatedDisk, fork: SimulatedDisk)
        var older: (SimulatedDisk, String)?
        switch target {
        case .journal:
            stores = (made.first, other.first, fork.first)
            name = "journal-0000000001.jsonl"
        case .journalBehindSnapshot:
            stores = (made.second, other.second, fork.second)
            name = "journal-0000000002.jsonl"
            older = (made.first, "journal-0000000001.jsonl")
        case .snapshot:
            stores = (made.third, other.third, fork.third)
            name = "snapshot-0000000003.jsonl"
            older = (made.second, "snapshot-0000000002.jsonl")
        case .killedJournal:
            stores = (made.killed, other.killed, fork.killed)
            name = "journal-0000000002.jsonl"
            older = (made.first, "journal-0000000001.jsonl")
        case .marker:
            stores = (made.third, other.third, fork.third)
            name = "store.json"
            older = (made.second, name)
        }
        disk = stores.own
        clock = made.end
        lines = linesWithFeeds(stores.own.bytes(at: "/store/\(name)") ?? [])
        editable = try target == .killedJournal ? Self.proven(of: lines) : lines.indices
        strangers = LineEdit.Strangers(
            otherStore: linesWithFeeds(stores.other.bytes(at: "/store/\(name)") ?? []),
            older: linesWithFeeds(older.flatMap { $0.0.bytes(at: "/store/\($0.1)") } ?? []),
            fork: linesWithFeeds(stores.fork.bytes(at: "/store/\(name)") ?? [])
        )
    }

    /// The lines of which the last one says that they were on the disk.
    private static func proven(of lines: [[UInt8]]) throws -> Range<Int> {
        var reader = LineReader(checksum: { Checksum.xxh64($0) })
        var safe = try lines.last.map { try reader.read(bytes: $0.dropLast()).safe } ?? 0
        return
            0..<lines.prefix { line in
                safe -= Int64(line.count)
                return safe >= 0
            }.count
    }

    /// The lines to edit: all in the long form.
    func sample(_ random: inout SeededRandom) -> [Int] {
        guard CrashOptions.seeds == nil else { return Array(editable) }
        let some = (0..<2).map { _ in Int.random(in: editable, using: &random) }
        let ends = [0, 1, editable.upperBound - 1]
        return Set(some + ends.filter { editable ~= $0 }).sorted()
    }

    func open(with bytes: [UInt8]) async -> Outcome {
        let disk = disk.afterProcessCrash()
        try? disk.remove("/store/\(name)")
        disk.put(bytes, at: "/store/\(name)")
        let before = disk.allFiles
        do throws(StoreError) {
            let store = try await EditedStores.open(disk, ManualClock(now: clock))
            await store.close()
            return .opened
        } catch {
            guard error.code == .damaged else { return .refused("not as damaged: \(error)") }
            guard disk.allFiles == before else { return .refused("files were changed") }
            return .refused(error.message)
        }
    }

    /// Whether a message names the file, and a byte; of two stores' files nobody knows which is
    /// the wrong one.
    func isNamed(in message: String) -> Bool {
        (message.contains(name) || message.contains("it belongs to store"))
            && message.contains(", byte ")
    }
}
