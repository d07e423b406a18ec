import Testing
import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Runs of the whole product from seeds; `WEBHOOKKIT_SEEDS` sets how many, 20 by default.
@Suite struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    static let count = environment["WEBHOOKKIT_SEEDS"].flatMap(Int.init) ?? 20

    @Test func invariantsHoldForEverySeed() async throws {
        var (attempts, crashes, deactivations) = (0, 0, 0)
        let first = Self.environment["WEBHOOKKIT_FIRST_SEED"].flatMap(UInt64.init) ?? 1
        for seed in first..<first + UInt64(Self.count) {
            let outcome = try await Simulation(seed: seed).run()
            #expect(outcome.violations == [], "seed \(seed)")
            attempts += outcome.attempts
            crashes += outcome.crashes
            deactivations += outcome.deactivations
        }
        #expect(crashes >= 3 * Self.count)
        #expect(
            deactivations > 0 || Self.count < 20,
            "some runs must reach deactivation, or nothing is tested"
        )
        print(
            "simulation: \(Self.count) seeds, \(attempts) attempts, \(crashes) crashes, "
                + "\(deactivations) deactivations"
        )
    }

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
