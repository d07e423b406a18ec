import Testing
import WebhookKit
import WebhookKitTesting

struct StoreConformanceTests {
    @Test(arguments: StoreFault.all)
    func faultTurnsItsOwnPromiseRed(_ fault: StoreFault) async {
        let conformance = StoreConformance { clock in
            var store = TamperedStore(InMemoryWebhookStore(clock: clock))
            fault.tamper(&store)
            return store
        }
        let failures = await conformance.run()
        #expect(failures.map(\.promise) == [fault.breaks], "\(failures)")
    }

    @Test func excludedPromisesAreNotChecked() async {
        let conformance = StoreConformance { _ in throw StoreError(.unavailable, "no store") }
        let reasons = Dictionary(
            uniqueKeysWithValues: StorePromise.allCases.dropFirst().map { ($0, "not now") }
        )
        let failures = await conformance.run(excluding: reasons)
        #expect(failures.map(\.promise) == [.appendIsAllOrNothing])
        #expect(failures.first?.message.contains("no store") == true)
    }
}
