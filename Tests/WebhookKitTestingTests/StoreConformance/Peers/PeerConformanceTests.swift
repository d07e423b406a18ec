import Testing
import WebhookKit
import WebhookKitTesting

/// The promises about several stores on one place, and about the clock of production.
struct PeerConformanceTests {
    /// All but the one that notices nearly every fault.
    private static let promises = StorePromise.allCases.filter {
        !$0.needs.isDisjoint(with: [.peers, .ownClock]) && $0 != .peersBehaveAsTheReferenceStore
    }

    @Test(arguments: PeerFault.allCases)
    func faultTurnsItsOwnPromiseRed(_ fault: PeerFault) async {
        let conformance = PeerPlace.conformance(fault, count: 2)
        var failures: [ConformanceFailure<StorePromise>] = []
        for promise in Self.promises {
            if let failure = await conformance.check(promise) { failures.append(failure) }
        }
        #expect(failures.map(\.promise) == [fault.breaks], "\(failures)")
    }

    @Test func everyPromiseHasItsFault() {
        let broken = Set(PeerFault.allCases.map(\.breaks) + [.ownClockKeepsTime])
        #expect(Self.promises.filter { !broken.contains($0) } == [])
    }

    @Test(arguments: [2, 3])
    func storesThatAreOneKeepThem(_ count: Int) async {
        let conformance = PeerPlace.conformance(nil, count: count)
        for promise in Self.promises + [.peersBehaveAsTheReferenceStore] {
            let outcome = await conformance.outcome(of: promise)
            #expect(outcome == .kept, "\(promise)")
        }
    }

    /// A second store that does not know the keys of the first does not answer as one store does.
    @Test func oddPeerIsNoticedByRandomCalls() async {
        let conformance = PeerPlace.conformance(.keysAreItsOwn, count: 2)
        let failure = await conformance.check(.peersBehaveAsTheReferenceStore)
        #expect(failure?.promise == .peersBehaveAsTheReferenceStore)
    }

    /// Its seconds are thousandths, as when a database's milliseconds are taken for seconds.
    @Test func clockInOtherUnitsIsNoticed() async {
        let conformance = StoreConformance(ownClock: { InMemoryWebhookStore(clock: HastyClock()) })
        #expect(await conformance.check(.ownClockKeepsTime)?.promise == .ownClockKeepsTime)
    }

    /// What a promise about several stores says of a broken one names deliveries and workers.
    @Test func messageNamesWhatWasLeasedTwice() async throws {
        let conformance = PeerPlace.conformance(.rowsAreNotLocked, count: 2)
        let failure = try #require(await conformance.check(.peersClaimEachDeliveryOnce))
        #expect(failure.message.contains("leased twice: expected [], got [\"evt_0_"))
        #expect(failure.message.contains(" to wrk_"))
        #expect(failure.description.hasPrefix("peersClaimEachDeliveryOnce (D-9): "))
    }

    @Test func storesThatCannotBeOpenedTwiceSayWhy() async {
        let conformance = StoreConformance(peers: .none(because: "it is in memory")) {
            InMemoryWebhookStore(clock: $0)
        }
        for promise in Self.promises {
            let reason =
                promise.needs.contains(.peers)
                ? "it is in memory" : "the kit was not told how to make a store with its own clock"
            #expect(await conformance.outcome(of: promise) == .skipped(reason))
        }
    }

    /// A store whose clock nobody can set keeps whatever needs none.
    @Test func storeWithItsOwnClockKeepsWhatNeedsNone() async {
        let conformance = StoreConformance(ownClock: { InMemoryWebhookStore() })
        let report = await conformance.report()
        #expect(report.failures == [])
        #expect(report.kept.count > 50)
        let unset = report.skipped.filter { $0.reason == "the store has no clock to set" }
        #expect(unset.map(\.promise).contains(.expiredLeasesAreTakenBack))
    }

    @Test func oneStoreHasNoPeers() async {
        let kit = StoreConformance(peers: .several(1) { first, _ in first }) { clock in
            InMemoryWebhookStore(clock: clock)
        }
        let outcome = await kit.outcome(of: .peersKeepConcurrency)
        #expect(outcome == .skipped("the kit was told to open one store only"))
    }
}

/// A clock that is a thousand times too fast.
private struct HastyClock: WebhookClock {
    private let clock = SystemClock()
    private let start = SystemClock().uptime

    var now: Timestamp { clock.now }
    var uptime: Duration { start + (clock.uptime - start) * 1000 }
    func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }
}
