import Testing
import WebhookKitTesting

@testable import WebhookKit

struct StoreLoaderTests {
    private struct NoContents: RowContents {
        func event(of row: EventRow) throws(StoreError) -> Event { throw .damaged("no content") }
        func attempt(of row: AttemptRow) throws(StoreError) -> Attempt {
            throw .damaged("no content")
        }
    }

    /// An event that left a log, or whose log was removed, while it waits for another webhook.
    @Test(arguments: [false, true])
    func eventsThatWaitAreNotPruned(removesWebhook: Bool) throws {
        var bench = StateBench()
        let scope = try StateBench.scope()
        for id in ["wh_a", "wh_b"] { try bench.insert(id, in: scope) }
        let records = bench.state.webhooks(WebhookQuery(scope: scope))
        var loader = StoreLoader(contents: NoContents(), at: bench.time)
        for (index, record) in records.enumerated() {
            let isNew = loader.load(record, number: index + 1)
            #expect(isNew)
        }
        let waits = DeliveryState(kind: .subscribed, generation: 1, time: nil)
        for number in Int64(1)...2 {
            let entry = StoreLoader.EventEntry(
                id: try Event.ID("evt_\(number)"),
                scope: scope,
                type: .conversationCreated,
                key: nil,
                position: Position(number),
                appendedAt: bench.clock.now,
                place: .memory
            )
            var isLoaded = loader.load(entry)
            for webhook in 1...2 {
                let isKnown = loader.load(
                    waits,
                    index: Int32(webhook - 1),
                    at: Position(number),
                    webhook: webhook
                )
                isLoaded = isLoaded && isKnown
            }
            let isLogged = loader.loadAttempt(
                number,
                at: .memory,
                as: .debug,
                of: Position(number),
                to: 2,
                limit: 1
            )
            #expect(isLoaded && isLogged)
        }
        if removesWebhook {
            let isRemoved = loader.removeWebhook(2)
            #expect(isRemoved)
        }
        bench.state = loader.finish()
        #expect(bench.state.audit() == [])
        bench.clock.advance(by: .seconds(86400))
        bench.maintain()
        #expect(bench.state.events.timeline.count == 2)
        #expect(bench.state.deliveries.waiting == (removesWebhook ? 2 : 4))
    }
}
