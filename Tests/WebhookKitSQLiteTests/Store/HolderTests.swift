import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A store that is gone holds nothing any more: the others on its file see that at their next look
/// (D-8). Two stores of one process are two holders.
struct HolderTests {
    @Test func closingGivesBackWhatWasHeld() async throws {
        let test = try await TestStore()
        let other = try await test.another()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1", "evt_2")
        let lost = try await test.trial.claim(limit: 1)
        #expect(try test.holderFiles().count == 1)
        await test.store.close()
        #expect(try test.holderFiles() == [])

        let claim = try await other.claim()
        #expect(claim.eventIDs == ["evt_1", "evt_2"])
        #expect(claim.rescued == 1)
        #expect(claim.parked == 0)
        let again = try #require(claim.deliveries.first)
        #expect(again.delivery.progress.expiredLeases == 0)
        #expect(again.lease.epoch == 2)
        #expect(try await other.settle(try #require(lost.deliveries.first), .succeeded) == .fenced)
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    /// The way of a process that is killed: its lock ends, its row and its file stay.
    @Test func aHolderWhoseLockIsFreeIsDead() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        _ = try await test.trial.claimOne("the one that dies")
        try test.replaceHolderFiles()
        let other = try await test.another()
        let claimed = try await other.claimOne("the other")
        #expect(
            claimed.delivery.progress.expiredLeases == 1,
            "it was killed, and held nothing else"
        )
        #expect(try test.holderFiles().count == 1)
        // It was taken for dead, and goes on under a new number.
        try await test.trial.publish("evt_2")
        _ = try await test.trial.claimOne("a new lease")
        #expect(try test.holderFiles().count == 2)
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    @Test func whoeverIsAliveKeepsWhatItHolds() async throws {
        let test = try await TestStore()
        let other = try await test.another()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        _ = try await test.trial.claimOne("the holder")
        test.clock.advance(by: .seconds(59))
        let claim = try await other.claim()
        #expect(claim.eventIDs == [])
        // It has to look again whether the holder is alive.
        #expect(claim.nextDue == .seconds(1))
        test.clock.advance(by: .seconds(1))
        let late = try await other.claimOne("after the lease")
        #expect(late.delivery.progress.expiredLeases == 1)
    }

    @Test func aStoreThatIsAloneNeedNotLookAgain() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        _ = try await test.trial.claim()
        #expect(try await test.trial.claim().nextDue == nil)
    }

    @Test func aDeliveryThatMoreThanThreeHaveHeldIsNotSuspect() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        for _ in 1...5 {
            let store = try await SQLiteWebhookStore(path: test.path, clock: test.clock)
            let trial = StoreTrial(store: store, clock: test.clock)
            _ = try await trial.claimOne("one after the other")
            await store.close()
        }
        let claimed = try await test.trial.claimOne("the last")
        #expect(claimed.delivery.progress.expiredLeases == 0)
        #expect(claimed.lease.epoch == 6)
    }

    @Test func aLeaseOfASuspectIsNoLastChanceWhenItsHolderDies() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        for _ in 1...3 {
            _ = try await test.trial.claimOne("a worker that hangs")
            test.clock.advance(by: .seconds(61))
        }
        _ = try await test.trial.claimOne("alone", isIdle: true)
        let other = try await test.another()
        await test.store.close()
        #expect(try await other.claim().hasSuspects)
        let claimed = try await other.claimOne("alone again", isIdle: true)
        #expect(claimed.delivery.progress.expiredLeases == 3)
    }

    /// D-13: it is killed beside others, then alone, and takes nobody with it.
    /// Fault 56.
    @Test func aPoisonPillIsParkedInTheEndAndTakesNobodyWithIt() async throws {
        let test = try await TestStore()
        for index in 0..<8 { try await test.trial.insert("wh_\(index)") }
        try await test.trial.publish("evt_1")
        let poison = "wh_3"
        var (lives, delivered, parked) = (0, 0, 0)
        // A store that is let go of is closed.
        var stores: [StoreTrial] = []
        while parked == 0, lives < 20 {
            lives += 1
            let other = try await test.another()
            stores.append(other)
            let ended = try await live(other, poison: poison)
            (delivered, parked) = (delivered + ended.delivered, parked + ended.parked)
            if ended.isDead { try test.replaceHolderFiles() }
        }
        #expect(stores.count == lives)
        #expect(lives == 10, "five kills beside others, four alone, and a life without it")
        #expect(delivered == 7)
        #expect(try await test.store.backlog().parked.count == 1)
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    /// Claims until nothing is left, and delivers; dies at once with all that was claimed beside the
    /// poison.
    private func live(
        _ trial: StoreTrial,
        poison: String
    ) async throws -> (delivered: Int, parked: Int, isDead: Bool) {
        var (delivered, parked) = (0, 0)
        while true {
            var claim = try await trial.claim()
            parked += claim.parked
            if claim.deliveries.isEmpty { claim = try await trial.claim(isIdle: true) }
            guard !claim.deliveries.isEmpty else { return (delivered, parked, false) }
            guard !claim.webhookIDs.contains(poison) else { return (delivered, parked, true) }
            for claimed in claim.deliveries { try await trial.settle(claimed, .succeeded) }
            delivered += claim.deliveries.count
        }
    }

    @Test func moreThanOneClaimCanTakeBackIsTakenBackInPieces() async throws {
        let test = try await TestStore()
        let other = try await test.another()
        try await test.trial.insert("wh_1") { $0.flow.concurrency = 100 }
        try await test.trial.insert("wh_2") { $0.flow.concurrency = 5000 }
        let scope = try test.trial.scope()
        for start in stride(from: 0, to: 1200, by: 400) {
            _ = try await test.store.append(
                (start..<start + 400).map {
                    try StoreFixtures.event("evt_\($0)", type: .conversationCreated, scope: scope)
                }
            )
        }
        #expect(try await test.trial.claim(limit: 5000).deliveries.count == 1300)
        await test.store.close()
        let first = try await other.claim(limit: 0)
        #expect(first.rescued == 1000)
        #expect(first.nextDue == .zero)
        #expect(try await other.claim(limit: 0).rescued == 300)
        #expect(try await SQLiteWebhookStore.check(path: test.path) == [])
    }

    /// Whoever only publishes makes no file, and neither does who finds nothing to claim.
    @Test func onlyLeasesTakeAFile() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        _ = try await test.trial.claim()
        try await test.trial.publish("evt_1")
        #expect(try test.holderFiles() == [])
    }

    @Test func everyPrefixHasItsOwnFiles() async throws {
        let folder = try TemporaryFolder()
        let clock = ManualClock()
        var stores: [SQLiteWebhookStore] = []
        for prefix in ["a_", "b_"] {
            var configuration = SQLiteWebhookStore.Configuration()
            configuration.tables = .prefixed(prefix)
            let store = try await SQLiteWebhookStore(
                path: folder.at("host.sqlite"),
                configuration: configuration,
                clock: clock
            )
            let trial = StoreTrial(store: store, clock: clock)
            try await trial.insert("wh_1")
            try await trial.publish("evt_1")
            _ = try await trial.claimOne("\(prefix)")
            stores.append(store)
        }
        #expect(try names(in: folder, beginning: "host.sqlite-a_holder-").count == 1)
        #expect(try names(in: folder, beginning: "host.sqlite-b_holder-").count == 1)
        for store in stores { await store.close() }
        #expect(try names(in: folder, beginning: "host.sqlite-") == [])
    }

    // MARK: Files that are not as they should be

    /// Nobody can tell: the leases end by time, and then the row goes.
    @Test func aMissingFileTellsNothing() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        _ = try await test.trial.claimOne("the holder")
        for name in try test.holderFiles() { try FileManager.default.removeItem(atPath: name) }
        let other = try await test.another()
        #expect(try await other.claim().eventIDs == [])
        let host = try RawDatabase(test.path)
        #expect(try host.number("SELECT count(*) FROM holders") == 1)
        test.clock.advance(by: .seconds(61))
        #expect(
            try await other.claimOne("after the lease").delivery.progress.expiredLeases == 1
        )
        test.clock.advance(by: .seconds(1))
        _ = try await other.claim()
        #expect(try host.number("SELECT count(*) FROM holders") == 1)
        // The first one has noticed too, and makes another file.
        try await test.trial.publish("evt_2")
        _ = try await test.trial.claimOne("a new lease")
        #expect(try test.holderFiles().count == 2)
    }

    @Test func filesWithoutARowAreRemoved() async throws {
        let test = try await TestStore()
        let orphan = test.path + "-holder-1234"
        let others = ["-holder-", "-holder-x", "-holder-12x", "-holders-12", "-a_holder-12"]
        try write([], to: orphan)
        for suffix in others { try write([], to: test.path + suffix) }
        _ = try await test.trial.claim()
        #expect(!FileManager.default.fileExists(atPath: orphan))
        for suffix in others {
            #expect(FileManager.default.fileExists(atPath: test.path + suffix), "\(suffix)")
        }
    }

    /// Fault 9: what stands in the way is neither followed nor changed, and nothing stops.
    @Test func aLinkInTheWayIsNotFollowed() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        let target = test.folder.at("target")
        try write([1], to: target)
        let next = try #require(try RawDatabase(test.path).number("SELECT last_id FROM store")) + 1
        let path = "\(test.path)-holder-\(next)"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        _ = try await test.trial.claimOne("by another number")
        #expect(try contents(target) == [1])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == target)
        let host = try RawDatabase(test.path)
        #expect(try host.number("SELECT holder FROM leases") == next + 1)
        #expect(try host.number("SELECT number FROM holders") == next + 1)
        let other = try await test.another()
        #expect(try await other.claim().eventIDs == [])
        test.clock.advance(by: .seconds(61))
        _ = try await other.claimOne("after the lease")
    }

    @Test func aBackupHasNoHolders() async throws {
        let test = try await TestStore()
        try await test.trial.insert("wh_1")
        try await test.trial.publish("evt_1")
        _ = try await test.trial.claimOne("the holder")
        let copy = test.folder.at("copy.sqlite")
        try await test.store.backup(to: copy)
        #expect(try names(in: test.folder, beginning: "copy.sqlite") == ["copy.sqlite"])
        #expect(try await SQLiteWebhookStore.check(path: copy) == [])
        #expect(try RawDatabase(copy).number("SELECT count(*) FROM holders") == 0)
        let opened = try await SQLiteWebhookStore(path: copy, clock: test.clock)
        let trial = StoreTrial(store: opened, clock: test.clock)
        let claimed = try await trial.claimOne("of the copy")
        #expect(claimed.delivery.progress.expiredLeases == 0)
    }
}

/// The names in a folder that begin so, but for SQLite's own files.
private func names(in folder: TemporaryFolder, beginning: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter {
        $0.hasPrefix(beginning) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
    }
}

extension TestStore {
    /// The files of holders that there are.
    fileprivate func holderFiles() throws -> [String] {
        try names(in: folder, beginning: "webhooks.sqlite-holder-").map { folder.at($0) }
    }

    /// Puts files that nobody has locked in the place of those that there are.
    fileprivate func replaceHolderFiles() throws {
        for file in try holderFiles() {
            try FileManager.default.removeItem(atPath: file)
            try write([], to: file)
        }
    }
}
