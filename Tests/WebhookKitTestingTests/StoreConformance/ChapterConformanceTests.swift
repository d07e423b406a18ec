import Testing
import WebhookKit
import WebhookKitTesting

/// The promises of rows and of events by position.
struct ChapterConformanceTests {
    private static let promises = StorePromise.allCases.filter {
        !$0.needs.isDisjoint(with: [.rows, .history])
            && $0.needs.isDisjoint(with: [.reopening, .peers])
    }

    @Test(arguments: ChapterFault.all)
    func faultTurnsItsOwnPromiseRed(_ fault: ChapterFault) async {
        let conformance = StoreConformance { clock in
            var store = ChapterStore(InMemoryWebhookStore(clock: clock))
            fault.tamper(&store)
            return store
        }
        var broken: [StorePromise] = []
        for promise in Self.promises {
            if let failure = await conformance.check(promise) { broken.append(failure.promise) }
        }
        #expect(broken == [fault.breaks])
    }

    /// Which of the two a step breaks that reads before its turn is a matter of luck.
    @Test func aStepThatReadsTooEarlyIsNoticed() async {
        let conformance = StoreConformance { clock in
            var store = ChapterStore(InMemoryWebhookStore(clock: clock))
            store.readsEarly = true
            return store
        }
        #expect(await conformance.check(.rowsLoseNoChange) != nil)
        #expect(await conformance.check(.rowsAreAddedOnce) != nil)
    }

    @Test func everyPromiseHasItsFault() {
        let broken = Set(
            ChapterFault.all.map { $0.breaks } + [.rowsLoseNoChange, .rowsAreAddedOnce]
        )
        #expect(Self.promises.filter { !broken.contains($0) } == [])
    }

    @Test(arguments: [StorePromise.rowsSurviveReopening, .historyMarksSurviveReopening])
    func aStoreThatForgetsBreaks(_ promise: StorePromise) async {
        let conformance = StoreConformance(
            reopen: { _, clock in InMemoryWebhookStore(clock: clock) },
            makeStore: { InMemoryWebhookStore(clock: $0) }
        )
        #expect(await conformance.check(promise)?.promise == promise)
    }

    /// A store that serves sending alone is checked for that, and what is skipped is told.
    @Test func aStoreForSendingAloneIsCheckedForThat() async {
        let conformance = StoreConformance { TamperedStore(InMemoryWebhookStore(clock: $0)) }
        let report = await conformance.report(excluding: [.epochsRise: "not now"])
        #expect(report.failures == [])
        let skipped = StorePromise.allCases.filter {
            !$0.needs.isSubset(of: [.clock]) || $0 == .epochsRise
        }
        #expect(report.skipped.map(\.promise) == skipped)
        #expect(report.kept.count + skipped.count == StorePromise.allCases.count)
        #expect(report.description.contains("the store has no part \"rows\": rowsComeBack"))
        #expect(report.description.contains("not now: epochsRise"))
        #expect(report.description.contains("\(skipped.count) skipped"))
    }
}
