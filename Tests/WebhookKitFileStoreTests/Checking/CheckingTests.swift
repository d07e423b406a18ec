import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

struct CheckingTests {
    private let folder: TemporaryFolder
    private let clock = ManualClock()

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A store with a webhook, 20 events and a log of one attempt.
    private func makeStore(_ name: String = "store") async throws {
        let store = try await FileWebhookStore(folder: folder.at(name), clock: clock)
        let service = try WebhookService(
            store: store,
            transport: ScriptedTransport(),
            configuration: .forTests,
            resolver: ScriptedResolver(),
            clock: clock
        )
        _ = try await service.webhooks.create(
            WebhookDraft(name: "CRM", url: "https://receiver.example/", events: .all),
            ping: .skipped
        )
        for number in 0..<20 {
            _ = try await service.publish(
                .messageCreated,
                ["number": number],
                in: .default,
                idempotencyKey: "key-\(number)"
            )
        }
        let claim = try await store.claim(
            ClaimRequest(owner: try WorkerID("wrk_1"), limit: 1, isIdle: true)
        )
        let claimed = try #require(claim.deliveries.first)
        let attempt = Attempt(
            deliveryID: claimed.delivery.id,
            number: 1,
            round: 1,
            startedAt: clock.now,
            duration: .milliseconds(5),
            request: Attempt.Request(url: "https://receiver.example/", headers: []),
            response: .init(status: 200, headers: [], body: [], isTruncated: false),
            failure: nil
        )
        let settlement = Settlement(
            lease: claimed.lease,
            attempt: attempt,
            verdict: .succeeded,
            rules: WebhookHealth.Rules(policy: .gladly, isExempt: false)
        )
        _ = try await store.settle(SettleRequest(settlements: [settlement]))
        let id = try RowID(table: "kit", scope: .default, key: "a")
        try await store.change([id]) { try $0.set(Array("[1]".utf8), for: id) }
        try await store.keepEvents(of: .default, from: Position(5))
        await store.close()
    }

    private func journal(_ name: String = "store") -> String {
        folder.at(name) + "/journal-0000000001.jsonl"
    }

    @Test func countsWhatASoundStoreHolds() async throws {
        try await makeStore()
        let report = try await FileWebhookStore.check(folder: folder.at("store"))
        #expect(report.isSound)
        #expect(report.tornTail == nil)
        #expect(report.webhooks == 1)
        #expect(report.events == 20)
        #expect(report.waiting == 19)
        #expect(report.attempts == 1)
        #expect(report.rows == 1)
        #expect(report.files.map(\.name) == ["journal-0000000001.jsonl"])
    }

    @Test func checkingChangesNothingAndNamesEveryDamagedPlace() async throws {
        try await makeStore()
        let damaged = try damage(lines: [4, 9])
        let report = try await FileWebhookStore.check(folder: folder.at("store"))
        #expect(report.damageCount >= 2)
        #expect(
            report.damage.filter { $0.reason.contains("checksum") }.compactMap(\.offset).count == 2
        )
        #expect(report.damage.allSatisfy { $0.file == "journal-0000000001.jsonl" })
        #expect(report.events == 18)
        #expect(try bytes(of: journal()) == damaged)
        await #expect(throws: StoreError.self) {
            _ = try await FileWebhookStore(folder: folder.at("store"), clock: clock)
        }
    }

    @Test func aTornTailIsNoDamage() async throws {
        try await makeStore()
        try forgetTheCleanEnd()
        try write(try bytes(of: journal()).dropLast(4), to: journal())
        let report = try await FileWebhookStore.check(folder: folder.at("store"))
        #expect(report.isSound)
        #expect(report.tornTail != nil)
    }

    @Test(arguments: [false, true])
    func afterACleanEndTheLastStepIsNoTornTail(isGone: Bool) async throws {
        try await makeStore()
        var bytes = try bytes(of: journal())
        let last = bytes.dropLast().lastIndex(of: 0x0A) ?? 0
        if isGone { bytes.removeSubrange((last + 1)...) } else { bytes[bytes.count - 10] ^= 1 }
        try write(bytes, to: journal())
        let report = try await FileWebhookStore.check(folder: folder.at("store"))
        #expect(!report.isSound)
        #expect(report.tornTail == nil)
    }

    @Test func aLineThatIsGoneIsReportedAndTheRestIsSalvaged() async throws {
        try await makeStore()
        var lines = linesWithFeeds(try bytes(of: journal()))
        // An event with its delivery.
        lines.remove(at: 4)
        let place = lines[..<4].reduce(0) { $0 + $1.count }
        try write(lines.joined(), to: journal())
        let report = try await FileWebhookStore.salvage(
            folder: folder.at("store"),
            into: folder.at("saved")
        )
        #expect(report.damage.first?.offset == Int64(place))
        #expect(report.damage.first?.reason.contains("follow on the line before") == true)
        #expect(try bytes(of: journal()) == Array(lines.joined()))
        let saved = try await FileWebhookStore.check(folder: folder.at("saved"))
        #expect(saved.isSound)
        #expect(saved.events == 19)
        let store = try await FileWebhookStore(folder: folder.at("saved"), clock: clock)
        #expect(store.warnings.isEmpty)
        await store.close()
    }

    /// No damage: a newer version wrote it, and finds it in the salvaged store too.
    @Test func aWebhookThatIsSetAsideIsSaidAndSalvaged() async throws {
        try await makeStore()
        let disk = SimulatedDisk(seed: 1)
        let names = ["journal-0000000001.jsonl", "store.json"]
        for name in names {
            disk.put(try bytes(of: folder.at("store") + "/" + name), at: "/store/" + name)
        }
        disk.rewriteLines { $0.replacing(#""envelope""#, with: #""protobuf""#) }
        for name in names {
            let rewritten = try #require(disk.bytes(at: "/store/" + name))
            try write(rewritten, to: folder.at("store") + "/" + name)
        }
        let report = try await FileWebhookStore.salvage(
            folder: folder.at("store"),
            into: folder.at("saved")
        )
        let saved = try await FileWebhookStore.check(folder: folder.at("saved"))
        for report in [report, saved] {
            #expect(report.isSound && report.webhooks == 1 && report.waiting == 19)
            #expect(report.faults.map(\.table) == ["webhooks"])
            #expect(report.description.contains("set aside: table webhooks"))
        }
    }

    @Test func aDamagedMarkerIsReportedAndNothingElseIsLost() async throws {
        try await makeStore()
        try write(Array("garbage".utf8), to: folder.at("store") + "/store.json")
        let report = try await FileWebhookStore.salvage(
            folder: folder.at("store"),
            into: folder.at("saved")
        )
        #expect(report.damage.map(\.description) == ["store.json, byte 7: the line does not end"])
        #expect(report.events == 20)
        let saved = try await FileWebhookStore.check(folder: folder.at("saved"))
        #expect(saved.isSound && saved.events == 20)
    }

    @Test func salvagedStoresHoldWhatIsSound() async throws {
        try await makeStore()
        _ = try damage(lines: [4])
        let report = try await FileWebhookStore.salvage(
            folder: folder.at("store"),
            into: folder.at("saved")
        )
        #expect(!report.isSound)
        let saved = try await FileWebhookStore.check(folder: folder.at("saved"))
        #expect(saved.isSound)
        #expect(saved.webhooks == 1)
        #expect(saved.events == 19)
        #expect(saved.attempts == report.attempts)
        #expect(saved.rows == 1)

        let store = try await FileWebhookStore(folder: folder.at("saved"), clock: clock)
        let backlog = try await store.backlog()
        #expect(backlog.waiting == report.waiting)
        let claim = try await store.claim(
            ClaimRequest(
                owner: try WorkerID("wrk_2"),
                limit: 100,
                isIdle: true,
                defaultConcurrency: 100
            )
        )
        #expect(claim.deliveries.count == report.waiting)
        await store.close()
    }

    @Test func salvagingASoundStoreCopiesAllOfIt() async throws {
        try await makeStore()
        _ = try await FileWebhookStore.salvage(
            folder: folder.at("store"),
            into: folder.at("saved")
        )
        let before = try await FileWebhookStore(folder: folder.at("store"), clock: clock)
        let after = try await FileWebhookStore(folder: folder.at("saved"), clock: clock)
        let query = WebhookQuery(scope: .default)
        let webhooks = try await before.webhooks(query)
        #expect(try await after.webhooks(query) == webhooks)
        let id = try #require(webhooks.first).id
        let log = LogQuery(webhookID: id, scope: .default)
        let entries = try await before.log(log).entries
        #expect(entries.count == 1)
        #expect(try await after.log(log).entries == entries)
        await before.close()
        await after.close()
    }

    @Test func nothingIsSalvagedOverAStore() async throws {
        try await makeStore()
        try await makeStore("other")
        let old = try bytes(of: journal("other"))
        await #expect {
            _ = try await FileWebhookStore.salvage(
                folder: folder.at("store"),
                into: folder.at("other")
            )
        } throws: { error in
            (error as? StoreError)?.code == .conflict
        }
        #expect(try bytes(of: journal("other")) == old)
    }

    @Test func onlyStoresThatAreNotOpenAreChecked() async throws {
        try await makeStore()
        let store = try await FileWebhookStore(folder: folder.at("store"), clock: clock)
        await #expect {
            _ = try await FileWebhookStore.check(folder: folder.at("store"))
        } throws: { error in
            (error as? StoreError)?.code == .busy
        }
        await store.close()
        await #expect {
            _ = try await FileWebhookStore.check(folder: folder.at("missing"))
        } throws: { error in
            (error as? StoreError) != nil
        }
    }

    /// What the last line of a snapshot says that is not so.
    enum WrongEnd: String, CaseIterable, Sendable {
        case length = "more than the journals"
        case sum = "not the line that snapshot-0000000002.jsonl tells of"
        case lines = "lines before its end"
    }

    @Test(arguments: WrongEnd.allCases)
    func aSnapshotWhoseEndIsNotTrueIsDamage(wrong: WrongEnd) async throws {
        try await makeStore()
        // A saved store is a snapshot and a journal.
        _ = try await FileWebhookStore.salvage(
            folder: folder.at("store"),
            into: folder.at("saved")
        )
        let saved = folder.at("saved")
        let journal = try bytes(of: saved + "/journal-0000000002.jsonl")
        try rewriteEnd(of: saved + "/snapshot-0000000002.jsonl") { end in
            switch wrong {
            case .length: end.length = Int64(journal.count + 1)
            case .sum: end.sum = end.sum.map { $0 ^ 1 }
            case .lines: end.lines = end.lines.map { $0 - 1 }
            }
        }
        await #expect {
            _ = try await FileWebhookStore(folder: folder.at("saved"), clock: clock)
        } throws: { error in
            let error = error as? StoreError
            return error?.code == .damaged
                && error?.message.contains(wrong.rawValue) == true
        }
    }

    /// Changes what a snapshot's last line says.
    private func rewriteEnd(of path: String, _ change: (inout SnapshotEnd) -> Void) throws {
        var bytes = try bytes(of: path)
        bytes.removeLast()
        let last = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        var reader = LineReader(checksum: Self.checksum)
        let line = try reader.read(bytes[last...])
        guard var end = line.record as? SnapshotEnd, let after = line.after else {
            throw Unexpected()
        }
        change(&end)
        var writer = RecordWriter(checksum: Self.checksum, after: after)
        writer.write(end)
        try write(bytes[..<last] + writer.bytes, to: path)
    }

    private struct Unexpected: Error {}

    private static let checksum: LineChecksum = { Checksum.xxh64($0) }

    // MARK: Files

    private let files = SystemFileSystem()

    private func bytes(of path: String) throws -> [UInt8] {
        let file = try files.open(path, forWriting: false)
        return try file.read(at: 0, count: Int(try file.size()))
    }

    private func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        try files.remove(path)
        try files.create(path).write(Array(bytes), at: 0)
    }

    /// Leaves the store as one whose process was killed.
    private func forgetTheCleanEnd() throws {
        try files.remove(folder.at("store") + "/store.json")
    }

    /// Changes a byte in the middle of each of these lines, counted from zero.
    private func damage(lines: [Int]) throws -> [UInt8] {
        var bytes = try bytes(of: journal())
        let feeds = bytes.indices.filter { bytes[$0] == 0x0A }
        for line in lines { bytes[(feeds[line - 1] + feeds[line]) / 2] ^= 1 }
        try write(bytes, to: journal())
        return bytes
    }
}

extension WebhookService.Configuration {
    fileprivate static var forTests: Self {
        var configuration = Self()
        configuration.destination = .development
        return configuration
    }
}
