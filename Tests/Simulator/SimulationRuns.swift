/// Runs of many seeds, added up.
package struct SimulationRuns: Sendable {
    /// Broken invariants, in words, with their seeds.
    private var violations: [String] = []
    private let seeds: Int
    private var attempts = 0
    private var crashes = 0
    private var deactivations = 0

    /// Runs every seed, one after another.
    package init(seeds: Range<UInt64>) async {
        for seed in seeds {
            let outcome: Simulation.Outcome
            do {
                outcome = try await Simulation(seed: seed).run()
                let tenants = try await TenantSimulation(seed: seed).run()
                violations += tenants.map { "seed \(seed): \($0)" }
                let managed = try await ManagementSimulation(seed: seed).run()
                violations += managed.map { "seed \(seed): \($0)" }
            } catch {
                violations.append("seed \(seed): \(error)")
                continue
            }
            violations += outcome.violations.map { "seed \(seed): \($0)" }
            attempts += outcome.attempts
            crashes += outcome.crashes
            deactivations += outcome.deactivations
        }
        self.seeds = seeds.count
    }

    /// What is wrong with these runs, in words: nothing when all held, and were worth running.
    package var failures: [String] {
        var failures = violations
        if crashes < 3 * seeds { failures.append("\(crashes) crashes in \(seeds) runs") }
        if seeds >= 20, deactivations == 0 {
            failures.append("no run reached a deactivation: nothing is tested")
        }
        return failures
    }

    package var summary: String {
        "\(seeds) seeds, \(attempts) attempts, \(crashes) crashes, \(deactivations) deactivations"
    }
}
