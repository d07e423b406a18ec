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

/// A folder that is removed, renamed or replaced under an open store would take every event with it
/// that is acknowledged from then on (B-6, Fault 79).
struct DisplacedFolderTests {
    enum Displacement: CaseIterable {
        case journalRemoved, journalReplaced, renamed, replaced
    }

    @Test(arguments: Displacement.allCases)
    func everyCallFailsWithinASecond(_ displacement: Displacement) async throws {
        let around = try TemporaryFolder()
        let folder = around.at("store")
        let journal = folder + "/journal-0000000001.jsonl"
        let clock = ManualClock()
        let store = try await FileWebhookStore(folder: folder, clock: clock)
        let trial = StoreTrial(store: store, clock: clock)
        try await trial.insert("wh_1")
        try await trial.publish("evt_1")
        switch displacement {
        case .journalRemoved: #expect(unsafe unlink(journal) == 0)
        case .journalReplaced:
            #expect(unsafe rename(journal, journal + "-away") == 0)
            close(unsafe open(journal, O_CREAT | O_RDWR, 0o600))
        case .renamed: #expect(unsafe rename(folder, folder + "-away") == 0)
        case .replaced:
            #expect(unsafe rename(folder, folder + "-away") == 0)
            #expect(unsafe mkdir(folder, 0o700) == 0)
        }
        clock.advance(by: .seconds(1))
        let calls: [(String, () async throws -> Void)] = [
            ("publish", { try await trial.publish("evt_2") }),
            ("claim", { _ = try await trial.claim() }),
            ("insert", { try await trial.insert("wh_2") }),
            ("read", { _ = try await trial.record("wh_1") }),
            ("log", { _ = try await trial.log("wh_1") }),
            ("backlog", { _ = try await store.backlog() }),
            ("maintain", { try await trial.maintain() }),
        ]
        for (name, call) in calls { try await trial.expectError(.unavailable, name, call) }
        guard displacement == .renamed else { return }
        #expect(unsafe rename(folder + "-away", folder) == 0)
        clock.advance(by: .seconds(1))
        try await trial.publish("evt_2")
        #expect(try await trial.claim().deliveries.count == 2)
    }
}
