import Testing
import WebhookKit
import WebhookKitTesting

struct ReopeningTests {
    private static let promises = StorePromise.allCases.filter {
        $0.rawValue.hasPrefix("reopening")
    }
    /// All but the one that notices nearly every loss.
    private static let narrow = promises.filter { $0 != .reopeningChangesNoBehaviour }

    @Test(arguments: ReopeningFault.all)
    func lossTurnsItsOwnPromiseRed(_ fault: ReopeningFault) async {
        let conformance = ReopenedStore.conformance(losing: fault.lose)
        var failures: [ConformanceFailure<StorePromise>] = []
        for promise in Self.narrow {
            if let failure = await conformance.check(promise) { failures.append(failure) }
        }
        #expect(failures.map(\.promise) == [fault.breaks], "\(failures)")
    }

    @Test func everyPromiseHasItsLoss() {
        let broken = Set(ReopeningFault.all.map { $0.breaks })
        #expect(Self.narrow.filter { !broken.contains($0) } == [])
    }

    /// Losses that no other promise sees, but the random calls do.
    @Test func lossOfSomethingOddChangesBehaviour() async {
        let conformance = ReopenedStore.conformance { store, opening in
            store.changeClaims { claimed in
                guard claimed.delivery.progress.quickRetries > 0 else { return claimed }
                var delivery = claimed.delivery
                delivery.progress.quickRetries = 0
                return claimed.changed(delivery: delivery, at: opening.clock.now)
            }
        }
        var broken: [StorePromise] = []
        for promise in Self.promises {
            if let failure = await conformance.check(promise) { broken.append(failure.promise) }
        }
        #expect(broken == [.reopeningChangesNoBehaviour])
    }

    @Test(arguments: promises)
    func storeThatStaysKeeps(_ promise: StorePromise) async {
        let conformance = ReopenedStore.conformance { _, _ in }
        if let failure = await conformance.check(promise) { Issue.record("\(failure)") }
    }

    @Test(arguments: promises)
    func storeThatForgetsBreaks(_ promise: StorePromise) async {
        let conformance = StoreConformance(
            reopen: { _, clock in InMemoryWebhookStore(clock: clock) },
            makeStore: { InMemoryWebhookStore(clock: $0) }
        )
        #expect(await conformance.check(promise)?.promise == promise)
    }

    /// A store that takes its old monotonic times for those of the new process.
    @Test(arguments: [
        StorePromise.reopeningKeepsRetries, .reopeningKeepsTheRecoveryWindow,
        .reopeningTakesLeasesBack,
    ])
    func storeThatKeepsMonotonicTimesBreaks(_ promise: StorePromise) async {
        let times = Locked<FollowingClock?>(nil)
        let conformance = StoreConformance { store, clock in
            times.withLock { $0?.clock = clock }
            return store
        } makeStore: { clock in
            let clock = FollowingClock(clock)
            times.withLock { $0 = clock }
            return InMemoryWebhookStore(clock: clock)
        }
        #expect(await conformance.check(promise)?.promise == promise)
    }

    @Test func withoutReopeningThePromisesAreTakenAsKept() async {
        let conformance = StoreConformance { _ in throw StoreError(.unavailable, "no store") }
        for promise in Self.promises { #expect(await conformance.check(promise) == nil) }
    }
}

/// A clock whose uptime starts anew with the clock it follows.
private final class FollowingClock: WebhookClock {
    private let state: Locked<ManualClock>

    init(_ clock: ManualClock) {
        state = Locked(clock)
    }

    var clock: ManualClock {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    var now: Timestamp { clock.now }
    var uptime: Duration { clock.uptime }
    func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }
}
