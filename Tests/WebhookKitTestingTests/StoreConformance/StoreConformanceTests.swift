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
        // Random calls notice nearly every fault.
        let failures = await conformance.run(excluding: [.behavesAsTheReferenceStore: "too keen"])
        #expect(failures.map(\.promise) == [fault.breaks], "\(failures)")
    }

    /// A fault that no other promise sees, but the random calls do.
    @Test func oddFaultIsNoticedByRandomCalls() async {
        let conformance = StoreConformance { clock in
            var store = TamperedStore(InMemoryWebhookStore(clock: clock))
            store.onClaim = { store, request in
                var claim = try await store.claim(request)
                let kinds = Set(claim.deliveries.map(\.delivery.kind))
                if kinds.count == 2 { claim.rescued += 1 }
                return claim
            }
            return store
        }
        #expect(await conformance.run().map(\.promise) == [.behavesAsTheReferenceStore])
    }

    /// A store that gives numbers in between to others keeps all promises.
    @Test func positionsMayHaveGaps() async {
        let conformance = StoreConformance { clock in
            let inner = InMemoryWebhookStore(clock: clock)
            let others = try StoreFixtures.scope("others")
            // They are kept, so that nothing counts them as pruned.
            inner.keepEvents(of: others, from: Position(0))
            let number = Locked(0)
            var store = TamperedStore(inner)
            store.onAppend = { store, events in
                let id = number.withLock { number in
                    number += 1
                    return "evt_\(number)"
                }
                _ = try await store.append([StoreFixtures.event(id, scope: others)])
                return try await store.append(events)
            }
            return store
        }
        #expect(await conformance.run() == [])
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
