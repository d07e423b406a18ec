import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// The process dies, or the power fails, in each call to the disk (Faults 1, 2).
///
/// What the store then shows must be what the store in memory shows after all steps that had
/// returned, and the one in flight or not. A power loss may also take back the latest steps that do
/// not promise to survive it.
struct CrashPointTests {
    private static let parts = 2

    @Test(arguments: 0..<parts)
    func keepsWhatReturnedWhenTheProcessDies(part: Int) async throws {
        try await forEachCall(of: part, step: CrashOptions.step(short: 19)) { run, call in
            let disk = run.disk.afterProcessCrash()
            try await run.check(disk, against: run.done...run.done + 1, "call \(call)")
        }
    }

    @Test(arguments: 0..<parts)
    func keepsWhatReturnedWhenThePowerFails(part: Int) async throws {
        try await forEachCall(of: part, step: CrashOptions.step(short: 37)) { run, call in
            for seed in 0..<max(1, CrashOptions.seeds ?? 1) {
                var random = SeededRandom(seed: UInt64(call * 1000 + seed))
                var disk = run.disk.afterPowerLoss(random)
                // The next process dies as well, while it opens the store.
                disk.crash(atCall: Int.random(in: 1...40, using: &random))
                let second = try? await FileWebhookStore.open(on: disk, ManualClock())
                await second?.close()
                disk = disk.afterPowerLoss(random)
                try await run.check(
                    disk,
                    against: run.durablyDone...run.done + 1,
                    "call \(call), seed \(seed)"
                )
            }
        }
    }

    /// Runs the workload up to each call of this part, until the end is reached without a crash.
    private func forEachCall(
        of part: Int,
        step: Int,
        _ check: (CrashRun, Int) async throws -> Void
    ) async throws {
        var call = 1 + part * step
        while true {
            let run = try await CrashRun(crashAt: call)
            try await check(run, call)
            guard run.disk.hasCrashed else { break }
            call += Self.parts * step
        }
        // As many as there are calls of the workload: so the crashes did come in the middle.
        #expect(call > 100)
    }
}

/// A workload that was ended by a crash.
struct CrashRun {
    let disk: SimulatedDisk
    /// How many steps have returned.
    let done: Int
    /// How many of them up to the last that promises to survive a power loss.
    let durablyDone: Int
    private let clock: ManualClock

    init(crashAt call: Int) async throws {
        disk = SimulatedDisk(seed: UInt64(call))
        disk.crash(atCall: call)
        clock = ManualClock()
        let hands = Workload.Hands(clock)
        var (done, durablyDone) = (0, 0)
        if let store = try? await FileWebhookStore.open(on: disk, clock) {
            for step in Workload.steps {
                guard (try? await step.run(store, hands)) != nil else { break }
                done += 1
                if step.isDurable { durablyDone = done }
            }
            await store.close()
        }
        (self.done, self.durablyDone) = (done, durablyDone)
    }

    /// Opens what is left twice, and compares it with what the store in memory shows.
    func check(
        _ disk: SimulatedDisk,
        against steps: ClosedRange<Int>,
        _ what: String
    ) async throws {
        // A new process has an uptime of its own.
        let clock = ManualClock(now: clock.now)
        let first = try await FileWebhookStore.open(on: disk, clock)
        await first.close()
        let second = try await FileWebhookStore.open(on: disk, clock)
        #expect(second.warnings.isEmpty, "\(what)")
        let observation = try await Observation(of: second, clock)
        await second.close()
        let references = try await CrashReference.activities.value
        let allowed = steps.clamped(to: 0...references.count - 1).map { references[$0] }
        guard !allowed.contains(observation) else { return }
        let differences = allowed.map { observation.difference(from: $0) ?? "" }
        let name =
            steps.upperBound <= Workload.steps.count
            ? Workload.steps[steps.upperBound - 1].name : "the end"
        Issue.record("\(what), in step \(done) \(name): \(differences.joined(separator: "\nor "))")
    }
}

/// What the store in memory shows after each number of steps.
enum CrashReference {
    static let activities = Task {
        var activities: [Observation] = []
        for count in 0...Workload.steps.count {
            let clock = ManualClock()
            let store = InMemoryWebhookStore(clock: clock)
            let hands = Workload.Hands(clock)
            for step in Workload.steps.prefix(count) { _ = try await step.run(store, hands) }
            // Its process is dead too.
            store.loseLeases()
            activities.append(try await Observation(of: store, clock))
        }
        return activities
    }
}

extension FileWebhookStore {
    /// Opens a store that writes snapshots often.
    static func open(
        on disk: SimulatedDisk,
        _ clock: ManualClock = ManualClock()
    ) async throws -> FileWebhookStore {
        try await FileWebhookStore(
            folder: "/store",
            configuration: Configuration(cacheSize: 20_000, compactionMinimum: 64 << 10),
            clock: clock,
            files: disk
        )
    }
}
