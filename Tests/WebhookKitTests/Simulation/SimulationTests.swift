import Simulator
import Testing

/// Runs of the whole product from seeds; `Scripts/simulate` runs many more of them.
@Suite struct SimulationTests {
    /// Faults 39, 53, 60 and 70.
    @Test func invariantsHoldForEverySeed() async {
        let runs = await SimulationRuns(seeds: 1..<21)
        #expect(runs.failures == [], "\(runs.summary)")
    }

    /// Fault 39.
    @Test(arguments: [UInt64(11), 12, 13])
    func theSameSeedGivesTheSameTrace(seed: UInt64) async throws {
        let first = try await Simulation(seed: seed).run()
        let second = try await Simulation(seed: seed).run()
        let other = try await Simulation(seed: seed + 100).run()
        #expect(first.trace == second.trace)
        #expect(first.trace != other.trace)
        #expect(first.attempts > 200)
    }
}
