import Testing
import WebhookKit
import WebhookKitSQLite
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

/// Odd things in the place of the store's files (Fault 9). How long a refusal takes is measured by
/// `Scripts/crash disk`, where nothing else runs; here it must only not hang.
@Suite(.timeLimit(.minutes(15)))
struct ObstacleTests {
    /// What stands there.
    enum Obstacle: CaseIterable {
        case link, danglingLink, pipe, folder, device

        func make(at path: String, in folder: TemporaryFolder) throws -> Bool {
            switch self {
            case .link:
                try write(Array("mine".utf8), to: folder.at("target"))
                return unsafe symlink(folder.at("target"), path) == 0
            case .danglingLink: return unsafe symlink(folder.at("nowhere"), path) == 0
            case .pipe: return unsafe mkfifo(path, 0o600) == 0
            case .folder: return unsafe mkdir(path, 0o700) == 0
            case .device:
                // Only root may make one; a link to one must be refused all the same.
                if unsafe mknod(path, S_IFCHR | 0o600, dev_t(0x103)) == 0 { return true }
                return unsafe symlink("/dev/null", path) == 0
            }
        }
    }

    @Test(arguments: Obstacle.allCases)
    func refusesADatabaseThatIsNoFile(obstacle: Obstacle) async throws {
        try await expectRefusal(of: obstacle, suffix: "")
    }

    @Test(arguments: Obstacle.allCases)
    func refusesALogThatIsNoFile(obstacle: Obstacle) async throws {
        try await expectRefusal(of: obstacle, suffix: "-wal")
    }

    private func expectRefusal(of obstacle: Obstacle, suffix: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.at("store.sqlite")
        if !suffix.isEmpty {
            #expect(await openingError(path) == nil)
            // It is gone after a clean end.
            _ = unsafe unlink(path + suffix)
        }
        #expect(try obstacle.make(at: path + suffix, in: folder))
        var before = stat()
        #expect(unsafe lstat(path + suffix, &before) == 0)

        let error = await openingError(path)
        #expect(error?.code == .unavailable, "\(String(describing: error))")
        #expect(error?.message.contains(path) == true)

        var after = stat()
        #expect(unsafe lstat(path + suffix, &after) == 0)
        #expect(before.st_ino == after.st_ino && before.st_mode == after.st_mode)
        #expect(unsafe access(folder.at("nowhere"), F_OK) != 0, "made through a link")
        if obstacle == .link {
            #expect(try contents(folder.at("target")) == Array("mine".utf8))
        }
    }

    /// Root writes everywhere: Scripts/crash disk has a read-only disk for that.
    @Test(.enabled(if: geteuid() != 0, "modes do not hinder root"), arguments: [true, false])
    func aReadOnlyFolderIsTold(isThere: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = folder.at("store.sqlite")
        if isThere { #expect(await openingError(path) == nil) }
        #expect(unsafe chmod(folder.path, 0o500) == 0)
        defer { _ = unsafe chmod(folder.path, 0o700) }
        #expect(await openingError(path)?.code == .unavailable)
    }

    @Test func aMissingFolderIsTold() async throws {
        let folder = try TemporaryFolder()
        let error = await openingError(folder.at("missing/store.sqlite"))
        #expect(error?.code == .unavailable)
        #expect(unsafe access(folder.at("missing"), F_OK) != 0)
    }
}
