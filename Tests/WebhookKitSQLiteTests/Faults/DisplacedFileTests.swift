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

/// A database that is removed, renamed or replaced under an open store would take every event with it
/// that is acknowledged from then on (B-6, Fault 79).
struct DisplacedFileTests {
    enum Displacement: CaseIterable {
        case removed, renamed, replaced, logRemoved, folderRenamed

        func apply(to path: String, in folder: String) throws {
            switch self {
            case .removed: #expect(unsafe unlink(path) == 0)
            case .renamed: #expect(unsafe rename(path, path + "-away") == 0)
            case .replaced:
                let copy = try contents(path)
                #expect(unsafe unlink(path) == 0)
                try write(copy, to: path)
            case .logRemoved: #expect(unsafe unlink(path + "-wal") == 0)
            case .folderRenamed: #expect(unsafe rename(folder, folder + "-away") == 0)
            }
        }

        func undo(_ path: String, in folder: String) {
            switch self {
            case .renamed: _ = unsafe rename(path + "-away", path)
            case .folderRenamed: _ = unsafe rename(folder + "-away", folder)
            case .removed, .replaced, .logRemoved: break
            }
        }
    }

    @Test(arguments: Displacement.allCases)
    func everyCallFailsWithinASecond(_ displacement: Displacement) async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        try displacement.apply(to: test.path, in: test.folder.path)
        test.clock.advance(by: .seconds(1))
        let trial = test.trial
        let calls: [(String, () async throws -> Void)] = [
            ("publish", { try await trial.publish("evt_2") }),
            ("claim", { _ = try await trial.claim() }),
            ("insert", { try await trial.insert("wh_2") }),
            ("read", { _ = try await trial.record("wh_1") }),
            ("log", { _ = try await trial.log("wh_1") }),
            ("backlog", { _ = try await test.store.backlog() }),
            ("maintain", { try await trial.maintain() }),
            ("back up", { try await test.store.backup(to: test.path + "-copy") }),
        ]
        for (name, call) in calls { try await trial.expectError(.unavailable, name, call) }
        displacement.undo(test.path, in: test.folder.path)
        guard displacement == .renamed || displacement == .folderRenamed else { return }
        test.clock.advance(by: .seconds(1))
        try await trial.publish("evt_2")
        #expect(try await trial.claim().deliveries.count == 2)
    }
}
