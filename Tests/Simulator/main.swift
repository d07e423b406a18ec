// Simulator FIRST COUNT: runs COUNT seeds from FIRST on. Exits with 1 after a broken invariant.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

let numbers = CommandLine.arguments.dropFirst().compactMap(UInt64.init)
guard numbers.count == 2, let first = numbers.first, let count = numbers.last, count > 0 else {
    print("use: Simulator FIRST COUNT")
    exit(2)
}

let runs = await SimulationRuns(seeds: first..<first + count)
for failure in runs.failures { print("simulation: FAILED: \(failure)") }
print("simulation: \(runs.summary)")
exit(runs.failures.isEmpty ? 0 : 1)
