import WebhookKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// One process's work on a store, of which every byte is known, and the comparison afterwards.
struct Session {
    let arguments: Arguments

    func run() async throws {
        let place = try arguments.place()
        switch arguments.verb {
        case "run":
            let rounds = try arguments.number("rounds", or: 0)
            let opened = try await open(place)
            try await Workload(opened).run(rounds: rounds)
            await opened.close()
        case "verify":
            try await verify(place)
            return
        case "fill":
            let opened = try await open(place)
            try await Filling(store: opened.store, ballast: arguments.required("ballast")).run()
            await opened.close()
        default: try await save(place)
        }
        say("closed")
    }

    private func open(_ place: Place) async throws -> OpenStore {
        do {
            let opened = try await place.open(isNormal: arguments.text("durability") == "normal")
            say("opened")
            return opened
        } catch let error as StoreError {
            // Tracers count the calls of each thread, and a further try would be on a new one.
            say("failed \(error.code) open: \(error.message)")
            exit(6)
        }
    }

    /// Compares the store with the lines that its sessions have said.
    private func verify(_ place: Place) async throws {
        let said = Acknowledged(lines: wholeLines(of: try arguments.required("lines")))
        let began = ContinuousClock.now
        let isRestarted = arguments.text("machine") == "restarted"
        let opened = try await place.open(clock: ShiftedClock(isRestarted: isRestarted))
        let opening = began.duration(to: .now)
        let verification = try Verification(opened, acknowledged: said)
        try await verification.run()
        await opened.close()
        var problems = verification.problems + (try await place.check())
        if opening >= .seconds(1.5) { problems.append("opening took \(opening)") }
        for problem in problems { say("problem: \(problem)") }
        say(
            "\(problems.isEmpty ? "fine" : "BAD"): \(said.count) acknowledged, "
                + "\(verification.waiting) waiting, opened in "
                + "\(opening.components.attoseconds / 1_000_000_000_000_000) ms"
        )
        if !problems.isEmpty { exit(1) }
    }

    /// Saves 100 times under a umask; leaves all files there until a line or the end comes in.
    private func save(_ place: Place) async throws {
        guard let mask = mode_t(try arguments.required("umask"), radix: 8) else {
            throw UsageError("--umask: three octal digits")
        }
        umask(mask)
        let opened = try await place.open()
        _ = try await opened.store.insert(try Contents.webhook(.all), limit: 50)
        for number in 1...100 { _ = try await opened.store.append([try Contents.event(number)]) }
        // A lease has a file too.
        let request = ClaimRequest(owner: try WorkerID("wrk_crasher"), limit: 1, isIdle: true)
        _ = try await opened.store.claim(request)
        say("saved")
        _ = readLine()
        await opened.close()
    }
}
