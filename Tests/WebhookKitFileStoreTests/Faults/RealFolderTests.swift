import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The store in folders of the operating system: odd things in its place, owners, modes, names
/// (Faults 9, 10, 44, 50, 51).
struct RealFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ path: String) async throws -> FileWebhookStore {
        try await FileWebhookStore(
            folder: path,
            configuration: FileWebhookStore.Configuration(compactionMinimum: 64 << 10),
            clock: ManualClock()
        )
    }

    /// What stands where a folder or a file of the store must be.
    enum Obstacle: CaseIterable {
        case link, danglingLink, pipe, folder, file, device

        /// - Returns: nil where only root may make it.
        func make(at path: String, in folder: TemporaryFolder) -> Bool {
            switch self {
            case .link:
                let target = folder.at("target")
                _ = unsafe mkdir(target, 0o700)
                return unsafe symlink(target, path) == 0
            case .danglingLink: return unsafe symlink(folder.at("nowhere"), path) == 0
            case .pipe: return unsafe mkfifo(path, 0o600) == 0
            case .folder: return unsafe mkdir(path, 0o700) == 0
            case .file: return (try? SystemFileSystem().create(path)) != nil
            case .device: return unsafe symlink("/dev/null", path) == 0
            }
        }
    }

    /// Fault 9.
    @Test(arguments: Obstacle.allCases)
    func refusesWhatIsNoFolder(obstacle: Obstacle) async throws {
        guard obstacle != .folder else { return }
        #expect(obstacle.make(at: folder.at("store"), in: folder))
        let error = await #expect(throws: StoreError.self) {
            await (try open(folder.at("store"))).close()
        }
        #expect(error?.code == .unavailable)
        #expect((error?.cause as? FileError)?.kind == .wrongType)
        let target = try? SystemFileSystem().list(folder.at("target"))
        #expect(target ?? [] == [])
        #expect(try !SystemFileSystem().list(folder.path).contains("nowhere"))
    }

    @Test(arguments: Obstacle.allCases, ["journal-0000000001.jsonl", "lock"])
    func refusesWhatIsNoFile(obstacle: Obstacle, name: String) async throws {
        guard obstacle != .file else { return }
        await (try open(folder.at("store"))).close()
        let path = folder.at("store/\(name)")
        try SystemFileSystem().remove(path)
        #expect(obstacle.make(at: path, in: folder))
        let error = await #expect(throws: StoreError.self) {
            await (try open(folder.at("store"))).close()
        }
        #expect(error?.code == .unavailable)
        #expect((error?.cause as? FileError)?.kind == .wrongType)
        #expect(try !SystemFileSystem().list(folder.path).contains("nowhere"))
        var status = stat()
        #expect(unsafe lstat(path, &status) == 0, "untouched")
    }

    /// Fault 10.
    @Test func aSecondStoreInTheProcessIsBusy() async throws {
        let first = try await open(folder.at("store"))
        let error = await #expect(throws: StoreError.self) {
            await (try open(folder.at("store"))).close()
        }
        #expect(error?.code == .busy)
        await first.close()
        await (try open(folder.at("store"))).close()
    }

    /// Goes on for several snapshots, so that every kind of file was there.
    private func fill(_ store: FileWebhookStore, secrets: SealedSecrets? = nil) async throws {
        var record = try Make.webhook("wh_1")
        if let secrets { record.secrets = secrets }
        _ = try await store.insert(record, limit: 9)
        for index in 0..<40 {
            _ = try await store.append([Make.event("evt_\(index)", size: 9000)])
            let claimed = try await store.claim(Make.claim()).deliveries
            _ = try await store.settle(
                SettleRequest(settlements: claimed.map { Make.settlement($0, .succeeded) })
            )
        }
        for _ in 0..<300 { _ = try await store.backlog() }
    }

    /// Fault 51.
    @Test func keepsFilesPrivate() async throws {
        let store = try await open(folder.at("store"))
        try await fill(store)
        var status = stat()
        #expect(unsafe stat(folder.at("store"), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
        let names = try SystemFileSystem().list(folder.at("store"))
        #expect(names.contains("lock") && names.contains("store.json"))
        #expect(names.contains { $0.hasPrefix("snapshot") })
        for name in names {
            #expect(unsafe stat(folder.at("store/\(name)"), &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
        await store.close()
    }

    /// Fault 50.
    @Test func takesOddNamesWithoutLeavingItsFolder() async throws {
        let store = try await open(folder.at("store"))
        let names = [
            "../../etc/x", "a\u{0}b", "👩🏽‍🚀 e\u{301}", String(repeating: "n", count: 300), "\n\"\\/",
            "store.json", "..",
        ]
        for (index, name) in names.enumerated() {
            let record = try Make.webhook("wh_\(index)") { $0.name = name }
            _ = try await store.insert(record, limit: 99)
            _ = try await store.append([Make.event("evt_\(index)", key: name)])
        }
        await store.close()
        let reopened = try await open(folder.at("store"))
        let records = try await reopened.webhooks(WebhookQuery(scope: Make.scope))
        #expect(records.map { Array($0.webhook.name.utf8) } == names.map { Array($0.utf8) })
        for (index, name) in names.enumerated() {
            let again = try await reopened.append([Make.event("evt_a\(index)", key: name)])
            #expect(again.first?.id.string == "evt_\(index)", "\(name)")
        }
        await reopened.close()
        #expect(try SystemFileSystem().list(folder.path) == ["store"])
        let files = try SystemFileSystem().list(folder.at("store"))
        #expect(files == ["journal-0000000001.jsonl", "lock", "store.json"])
    }
}
