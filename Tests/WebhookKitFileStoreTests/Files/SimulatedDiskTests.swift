import Testing
import WebhookKitFileStore
import WebhookKitTesting

@Suite struct SimulatedDiskTests {
    static let old = [UInt8](repeating: 1, count: 2000)
    static let new = [UInt8](repeating: 2, count: 3000)

    func disk(seed: UInt64 = 1) throws -> SimulatedDisk {
        let disk = SimulatedDisk(seed: seed)
        try disk.prepareFolder("/s")
        return disk
    }

    /// What 200 power losses leave of a file.
    func leftovers(_ prepare: (SimulatedDisk) throws -> Void) throws -> [[UInt8]?] {
        try (0..<200 as Range<UInt64>).map { seed in
            let disk = try disk(seed: seed)
            try prepare(disk)
            return disk.afterPowerLoss(SeededRandom(seed: seed)).bytes(at: "/s/a")
        }
    }

    @Test func aProcessCrashLosesNothing() throws {
        let disk = try disk()
        try disk.create("/s/a").write(Self.new, at: 0)
        let later = disk.afterProcessCrash()
        #expect(try later.open("/s/a", forWriting: false).read(at: 0, count: 9999) == Self.new)
        try later.remove("/s/a")
        #expect(disk.bytes(at: "/s/a") == Self.new)
    }

    @Test func aPowerLossLeavesWhatIsSynced() throws {
        let left = try leftovers { disk in
            let file = try disk.create("/s/a")
            try file.write(Self.old, at: 0)
            try file.truncate(to: 1000)
            try file.sync()
            try disk.syncFolder("/s")
        }
        #expect(left.allSatisfy { $0 == Array(Self.old[..<1000]) })
    }

    @Test func aPowerLossTearsWhatIsNotSynced() throws {
        let left = try leftovers { disk in
            disk.put(Self.old, at: "/s/a")
            try disk.open("/s/a", forWriting: true).write(Self.new, at: 0)
        }.map { $0 ?? [] }
        #expect(left.contains { $0.count == 2000 } && left.contains { $0.count == 3000 })
        #expect(left.contains { $0.count > 2000 && $0.count < 3000 })
        #expect(left.contains { $0[0] == 1 && $0[600] == 2 }, "a later sector before an earlier")
        #expect(left.contains { $0[0] == 2 && $0[600] == 1 })
        #expect(left.contains { $0.count > 2600 && $0[2600] == 0 }, "longer, but not written")
        #expect(left.allSatisfy { $0.allSatisfy { $0 <= 2 } && Set($0[512..<1024]).count == 1 })
    }

    @Test func aPowerLossMayLeaveAWriteBetween() throws {
        let left = try leftovers { disk in
            disk.put([1], at: "/s/a")
            let file = try disk.open("/s/a", forWriting: true)
            try file.write([2], at: 0)
            try file.write([3], at: 0)
        }
        #expect(Set(left) == [[1], [2], [3]])
    }

    @Test func aPowerLossUndoesNamesFromTheLatestBack() throws {
        let found = try Set(
            (0..<100 as Range<UInt64>).map { seed in
                let disk = try disk(seed: seed)
                disk.put([1], at: "/s/a")
                _ = try disk.create("/s/b")
                try disk.rename("/s/b", to: "/s/c")
                try disk.remove("/s/a")
                return disk.afterPowerLoss(SeededRandom(seed: seed)).names(in: "/s")
            }
        )
        #expect(found == [["a"], ["a", "b"], ["a", "c"], ["c"]])
    }

    @Test func aSyncedFolderKeepsItsNames() throws {
        let left = try leftovers { disk in
            disk.put([1], at: "/s/b")
            _ = try disk.create("/s/a")
            try disk.remove("/s/b")
            try disk.syncFolder("/s")
        }
        #expect(left.allSatisfy { $0 == [] })
    }

    @Test func syncingAgainAfterAFailureSavesNothing() throws {
        let left = try leftovers { disk in
            disk.put(Self.old, at: "/s/a")
            let file = try disk.open("/s/a", forWriting: true)
            try file.write(Self.new, at: 0)
            disk.failSyncs()
            #expect(throws: FileError.self) { try file.sync() }
            #expect(throws: FileError.self) { try disk.syncFolder("/s") }
            disk.heal()
            try file.sync()
            #expect(disk.bytes(at: "/s/a") == Self.new)
        }
        #expect(left.contains { $0 != Self.new })
    }

    @Test func writingAgainAfterAFailedSyncSaves() throws {
        let left = try leftovers { disk in
            disk.put(Self.old, at: "/s/a")
            let file = try disk.open("/s/a", forWriting: true)
            try file.write(Self.new, at: 0)
            disk.failCall(at: disk.calls + 1, with: .io)
            #expect(throws: FileError.self) { try file.sync() }
            try file.write(Self.new, at: 0)
            try file.sync()
        }
        #expect(left.allSatisfy { $0 == Self.new })
    }

    @Test func failsTheCallsThatItIsTold() throws {
        let disk = try disk()
        #expect(disk.calls == 1)
        disk.failCall(at: 3, with: .denied)
        let file = try disk.create("/s/a")
        #expect(throws: FileError.self) { try file.write(Self.new, at: 0) }
        let part = try file.size()
        #expect(part <= 3000)
        #expect(disk.calls == 4)
        disk.failCall(at: 5, with: .descriptors, forEver: true)
        for _ in 0..<3 { #expect(throws: FileError.self) { try disk.list("/s") } }
        disk.heal()
        #expect(try disk.list("/s") == ["a"])
    }

    @Test func fillsUp() throws {
        let disk = try disk()
        disk.capacity = 2500
        let file = try disk.create("/s/a")
        #expect(throws: FileError.self) { try file.reserve(from: 0, upTo: 2501) }
        try file.reserve(from: 0, upTo: 2500)
        let other = try disk.create("/s/b")
        let error = #expect(throws: FileError.self) { try other.write([1], at: 0) }
        #expect(error?.kind == .full)
        try file.write(Self.old, at: 0)
        #expect(throws: FileError.self) { try file.write(Self.new, at: 0) }
        #expect(disk.bytes(at: "/s/a") == Array(Self.new[..<2500]), "a part is written")
        try disk.remove("/s/a")
        try other.write(Self.old, at: 0)
    }

    @Test func lendsTheLockOnce() throws {
        let disk = try disk()
        var held: (any FileLock)? = try disk.lock("/s/lock")
        #expect(throws: FileError.self) { try disk.lock("/s/lock") }
        _ = try disk.afterProcessCrash().lock("/s/lock")
        _ = held
        held = nil
        _ = try disk.lock("/s/lock")
    }

    /// The kind of test that the disk is for; each seed also chooses what the last call did.
    @Test(arguments: 0..<30 as Range<UInt64>)
    func anAtomicWriteLeavesOldOrNew(seed: UInt64) throws {
        for call in 1... {
            let disk = SimulatedDisk(seed: seed)
            disk.put(Self.old, at: "/s/a")
            disk.put([7], at: "/s/a.tmp")
            disk.crash(atCall: call)
            let isDone = (try? disk.writeAtomically(Self.new, to: "/s/a", in: "/s")) != nil
            #expect(isDone != disk.hasCrashed)
            for left in [disk.afterProcessCrash(), disk.afterPowerLoss(SeededRandom(seed: seed))] {
                let bytes = left.bytes(at: "/s/a")
                #expect(bytes == Self.new || (!isDone && bytes == Self.old), "call \(call)")
            }
            if isDone {
                #expect(call == 7)
                return
            }
        }
    }

    @Test func aFailedAtomicWriteLeavesNoTemporaryFile() throws {
        for call in 1...6 {
            let disk = SimulatedDisk(seed: 1)
            disk.put(Self.old, at: "/s/a")
            disk.failCall(at: call, with: .full)
            #expect(throws: FileError.self) {
                try disk.writeAtomically(Self.new, to: "/s/a", in: "/s")
            }
            #expect(disk.names(in: "/s") == ["a"])
            #expect(disk.bytes(at: "/s/a") == (call < 6 ? Self.old : Self.new))
        }
    }

    @Test func theSameSeedDoesTheSame() throws {
        func run() throws -> [[UInt8]?] {
            try leftovers { disk in
                let file = try disk.create("/s/a")
                disk.crash(atCall: 4)
                try file.write(Self.old, at: 0)
                #expect(throws: FileError.self) { try file.write(Self.new, at: 0) }
            }
        }
        #expect(try run() == run())
    }
}
