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

/// Publishes until the disk is full, says what it is like then, makes space and goes on (Fault 6).
struct Filling {
    let store: any WebhookStore
    /// A file that takes space on the same disk until then.
    let ballast: String

    func run() async throws {
        for receiver in Contents.Receiver.allCases {
            _ = try await store.insert(try Contents.webhook(receiver), limit: 50)
            say("inserted \(receiver.rawValue)")
        }
        // Every fifth event is a large one.
        var number = 2000
        var stored = 0
        while try await publish(number) {
            stored += Contents.receivers(of: number).count
            number += 5
        }
        let waiting = try await store.backlog().waiting
        if waiting != stored {
            say("problem: \(waiting) wait while the disk is full, not \(stored)")
        }
        let webhooks = try await store.webhooks(WebhookQuery(scope: try Contents.scope()))
        if webhooks.count != 3 {
            say("problem: the webhooks cannot be read while the disk is full")
        }
        try await checkIdleness()
        if try await publish(number + 1000) { say("problem: it was not full") }
        guard unsafe unlink(ballast) == 0 else { throw UsageError("no ballast at \(ballast)") }
        if try await !publish(number) { say("problem: still full") }
    }

    /// False when it does not fit, which has to be found out within a second.
    private func publish(_ number: Int) async throws -> Bool {
        let event = try Contents.event(number)
        let began = ContinuousClock.now
        defer {
            let duration = began.duration(to: .now)
            if duration > .seconds(1.5) { say("problem: a publish took \(duration)") }
        }
        say("trying \(event.id)")
        do {
            let stored = try await store.append([event])
            for one in stored { say("published \(one.id)=\(one.position.number)") }
            return true
        } catch let error as StoreError {
            if error.code != .full { say("problem: \(error)") }
            return false
        }
    }

    /// That nothing is tried again and again meanwhile.
    private func checkIdleness() async throws {
        let before = Self.processorTime
        try await Task.sleep(for: .seconds(1))
        let used = Self.processorTime - before
        if used > .milliseconds(200) { say("problem: \(used) of CPU in a second of waiting") }
    }

    private static var processorTime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
