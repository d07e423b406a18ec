import Dispatch
import Testing

@testable import WebhookKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite(.timeLimit(.minutes(15))) struct SystemResolverTests {
    private let clock = StepClock()
    private let lookups = ScriptedLookups()

    private func resolver(
        threads: Int = 2,
        cache: Duration = .zero,
        control: String? = nil
    ) -> SystemResolver {
        SystemResolver(
            configuration: .init(
                threads: threads,
                maximumThreads: 16,
                cacheTime: cache,
                controlName: control
            ),
            clock: clock,
            lookup: lookups.answer(_:)
        )
    }

    @Test func answersAddressesWithoutLookup() async throws {
        let resolver = resolver()
        for text in ["127.0.0.1", "::1"] {
            let found = try await resolver.resolve(text, deadline: .seconds(1))
            #expect(found.map(\.description) == [text])
        }
        #expect(lookups.names == [])
    }

    @Test(arguments: ["127.1", "0x7f000001", "2130706433", "", "a b", "e.", "[::1]", "::1%lo", "é"])
    func handsNothingButNamesToTheSystem(host: String) async {
        await #expect(throws: ResolutionFailure.unknownHost) {
            try await resolver().resolve(host, deadline: .seconds(1))
        }
        #expect(lookups.names == [])
    }

    @Test func joinsConcurrentLookupsOfOneName() async throws {
        let resolver = resolver()
        let tasks = (0..<50).map { index in
            let name = index.isMultiple(of: 2) ? "mute.test" : "MUTE.test"
            return Task { try await resolver.resolve(name, deadline: .seconds(9)) }
        }
        await clock.waitForSleepers(50)
        lookups.release(1)
        for task in tasks {
            #expect(try await task.value == [.v4(0x0808_0808)])
        }
        #expect(lookups.names == ["mute.test"])
    }

    @Test func hungLookupsDoNotDelayOthers() async throws {
        let resolver = resolver(threads: 2)
        let hung = (0..<6).map { index in
            Task {
                try? await resolver.resolve(
                    "\(index).mute\(index % 2).test",
                    deadline: .seconds(15)
                )
            }
        }
        await lookups.waitForHanging(2)
        await clock.waitForSleepers(6)
        let others = (0..<200).map { index in
            Task { try await resolver.resolve("fine\(index).test", deadline: .seconds(15)) }
        }
        await clock.waitForSleepers(206)
        // One patience is enough for every one of the others, although every thread hung.
        clock.advance(by: .milliseconds(250))
        for other in others {
            #expect(try await other.value == [.v4(0x0808_0808)])
        }
        #expect(clock.uptime == .milliseconds(250))
        lookups.release(6)
        for task in hung { _ = await task.value }
    }

    @Test func waitEndsAtTheDeadlineThoughTheLookupHangs() async throws {
        let resolver = resolver()
        let task = Task { try await resolver.resolve("mute.test", deadline: .seconds(5)) }
        await lookups.waitForHanging(1)
        await clock.waitForSleepers(1)
        clock.advance(by: .milliseconds(4_999))
        await clock.waitForSleepers(1)
        clock.advance(by: .milliseconds(1))
        await #expect(throws: ResolutionFailure.timedOut) { try await task.value }
        lookups.release(1)
    }

    @Test func waitEndsAtCancellation() async throws {
        let resolver = resolver()
        let task = Task { try await resolver.resolve("mute.test", deadline: .seconds(5)) }
        await lookups.waitForHanging(1)
        task.cancel()
        await #expect(throws: ResolutionFailure.cancelled) { try await task.value }
        lookups.release(1)
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .seconds(Int64.min)])
    func noTimeIsATimeout(deadline: Duration) async {
        let resolver = resolver()
        await #expect(throws: ResolutionFailure.timedOut) {
            try await resolver.resolve("mute.test", deadline: deadline)
        }
        await lookups.waitForHanging(1)
        lookups.release(1)
    }

    /// Whether it is the name's servers that are mute, or all.
    /// Fault 54.
    @Test(arguments: [("control.test", false), ("control.mute2.test", true)])
    func tellsMuteNamesFromMuteServers(control: String, isSilent: Bool) async throws {
        let resolver = resolver(control: control)
        let task = Task { try await resolver.resolve("mute.test", deadline: .seconds(15)) }
        for step in 0..<60 {
            await clock.waitForSleepers(1)
            clock.advance(by: .milliseconds(250))
            guard step == 10 else { continue }
            // Time passes without regard to threads: the control's has had its turn now.
            while !lookups.names.contains(control) { await Task.yield() }
            if !isSilent { _ = try await resolver.resolve(control, deadline: .seconds(15)) }
        }
        let failure = await #expect(throws: ResolutionFailure.self) { try await task.value }
        if isSilent {
            #expect(failure == .noNetwork("no name server answers, whatever it is asked"))
        } else {
            #expect(failure == .timedOut)
        }
        #expect(Set(lookups.names) == ["mute.test", control])
        lookups.release(2)
    }

    @Test(arguments: [("control.test", false), ("control.broken2.test", true)])
    func asksAboutAnotherNameWhenOneFails(control: String, isSilent: Bool) async throws {
        let resolver = resolver(control: control)
        let failure = await #expect(throws: ResolutionFailure.self) {
            try await resolver.resolve("broken.test", deadline: .seconds(15))
        }
        if isSilent {
            #expect(failure == .noNetwork("no name server answers, whatever it is asked"))
        } else {
            #expect(failure == .temporary("scripted"))
        }
    }

    @Test func passesFailuresOn() async {
        await #expect(throws: ResolutionFailure.unknownHost) {
            try await resolver().resolve("unknown.test", deadline: .seconds(Int64.max))
        }
    }

    @Test func cachesForTheCacheTimeOnly() async throws {
        let resolver = resolver(cache: .seconds(1))
        for step in [0, 999, 1] {
            clock.advance(by: .milliseconds(step))
            _ = try await resolver.resolve("fine.test", deadline: .seconds(5))
        }
        #expect(lookups.names == ["fine.test", "fine.test"])
    }

    @Test func findsLocalhostThroughTheSystem() async throws {
        let found = try await SystemResolver().resolve("localhost", deadline: .seconds(10))
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { AddressClass(of: $0) == .loopback })
    }

    @Test func readsTheSystemsErrors() {
        #expect(SystemLookup.failure(EAI_NONAME, systemError: 0) == .unknownHost)
        #expect(isLocal(SystemLookup.failure(EAI_MEMORY, systemError: 0)))
        #expect(isLocal(SystemLookup.failure(EAI_SYSTEM, systemError: EMFILE)))
        for code in [EAI_AGAIN, EAI_FAIL] {
            guard case .temporary(let text) = SystemLookup.failure(code, systemError: 0) else {
                Issue.record("not temporary: \(code)")
                continue
            }
            #expect(!text.isEmpty)
        }
    }

    private func isLocal(_ failure: ResolutionFailure) -> Bool {
        if case .local = failure { true } else { false }
    }
}

/// Blocks on names with "mute" until released; answers all others at once.
private final class ScriptedLookups: Sendable {
    private let asked = Locked<[String]>([])
    private let gate = DispatchSemaphore(value: 0)

    var names: [String] { asked.withLock { $0 } }

    func answer(_ name: String) -> Result<[HostAddress], ResolutionFailure> {
        asked.withLock { $0.append(name) }
        if name.contains("mute") { gate.wait() }
        if name.contains("broken") { return .failure(.temporary("scripted")) }
        return name.contains("unknown") ? .failure(.unknownHost) : .success([.v4(0x0808_0808)])
    }

    func release(_ count: Int) {
        for _ in 0..<count { gate.signal() }
    }

    func waitForHanging(_ count: Int) async {
        while names.count(where: { $0.contains("mute") }) < count { await Task.yield() }
    }
}

/// Monotonic time that moves only when told to.
private final class StepClock: WebhookClock {
    private struct Sleeper {
        let due: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var uptime = Duration.zero
        var sleepers: [UInt64: Sleeper] = [:]
        var last: UInt64 = 0
    }

    private let state = Locked(State())

    var now: Timestamp { Timestamp(millisecondsSinceEpoch: 0) }

    var uptime: Duration { state.withLock { $0.uptime } }

    func sleep(for duration: Duration) async throws {
        guard duration > .zero else { return }
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { state in
                    let due = state.uptime + duration
                    state.sleepers[id] = Sleeper(due: due, continuation: continuation)
                }
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
    }

    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.uptime += duration
            let uptime = state.uptime
            let due = state.sleepers.filter { $0.value.due <= uptime }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    func waitForSleepers(_ count: Int) async {
        while state.withLock({ $0.sleepers.count }) < count { await Task.yield() }
    }

    private func cancel(_ id: UInt64) {
        let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
        sleeper?.continuation.resume(throwing: CancellationError())
    }
}
