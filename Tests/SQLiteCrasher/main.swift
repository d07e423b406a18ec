import WebhookKit
import WebhookKitSQLite

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

let usage = """
    SQLiteCrasher run PATH [--normal] [--long]   works on the store, saying what was acknowledged
    SQLiteCrasher verify PATH LINES [--restarted] compares the store with such lines
    SQLiteCrasher fill PATH                       fills the disk, goes on after a line
    SQLiteCrasher save PATH UMASK                 saves 100 times under a umask, waits for a line
    """

/// A store as the crasher uses it.
func open(_ path: String, clock: any MachineClock, isNormal: Bool = false) async throws
    -> SQLiteWebhookStore
{
    var configuration = SQLiteWebhookStore.Configuration()
    configuration.durability = isNormal ? .normal : .full
    return try await SQLiteWebhookStore(path: path, configuration: configuration, clock: clock)
}

func runCrasher(path: String, isNormal: Bool, rounds: Int) async throws {
    let store: SQLiteWebhookStore
    do {
        store = try await open(path, clock: SystemClock(), isNormal: isNormal)
    } catch let error as StoreError {
        // Tracers count the calls of each thread, and a further try would be on a new one.
        say("failed \(error.code) open: \(error.message)")
        exit(6)
    }
    say("opened")
    try await Workload(store: store).run(rounds: rounds)
    await store.close()
    say("closed")
}

func verify(path: String, lines: String, isRestarted: Bool) async throws {
    let began = ContinuousClock.now
    let store = try await open(path, clock: ShiftedClock(isRestarted: isRestarted))
    let opening = began.duration(to: .now)
    let acknowledged = Acknowledged(lines: lines)
    let verification = try Verification(store: store, acknowledged: acknowledged)
    try await verification.run()
    await store.close()
    var problems = verification.problems
    problems += try await SQLiteWebhookStore.check(path: path)
    if opening >= .seconds(1.5) { problems.append("opening took \(opening)") }
    for problem in problems { say("problem: \(problem)") }
    let verdict = problems.isEmpty ? "fine" : "BAD"
    say(
        "\(verdict): \(acknowledged.count) acknowledged, \(verification.waiting) waiting, opened in "
            + "\(opening.components.attoseconds / 1_000_000_000_000_000) ms"
    )
    if verdict != "fine" { exit(1) }
}

/// Leaves the store open, with all its files there, until a line or the end comes in.
func save(path: String, mask: mode_t) async throws {
    umask(mask)
    let store = try await open(path, clock: SystemClock())
    _ = try await store.insert(try Contents.webhook(.all), limit: 50)
    for number in 1...100 { _ = try await store.append([try Contents.event(number)]) }
    // Its lease has a file too.
    _ = try await store.claim(
        ClaimRequest(owner: WorkerID("wrk_crasher"), limit: 1, isIdle: true)
    )
    say("saved")
    _ = readLine()
    await store.close()
    say("closed")
}

let words = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }
let options = CommandLine.arguments.dropFirst().filter { $0.hasPrefix("--") }
do {
    switch (words.first, words.count) {
    case ("run", 2):
        try await runCrasher(
            path: words[1],
            isNormal: options.contains("--normal"),
            rounds: options.contains("--long") ? 100 : 0
        )
    case ("verify", 3):
        try await verify(
            path: words[1],
            lines: try String(contentsOfFile: words[2], encoding: .utf8),
            isRestarted: options.contains("--restarted")
        )
    case ("fill", 2):
        let store = try await open(words[1], clock: SystemClock())
        try await Filling(store: store).run()
        await store.close()
        say("closed")
    case ("save", 3):
        guard let mask = mode_t(words[2], radix: 8) else { fallthrough }
        try await save(path: words[1], mask: mask)
    default:
        say(usage)
        exit(2)
    }
} catch {
    say("error: \(error)")
    exit(1)
}
