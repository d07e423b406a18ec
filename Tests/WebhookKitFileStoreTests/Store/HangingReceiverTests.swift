import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

@Suite struct HangingReceiverTests {
    /// Fault 32.
    @Test func twoThousandThatHangLeaveTheOthersTheirRate() async throws {
        let folder = try TemporaryFolder()
        let clock = ManualClock()
        let store = try await FileWebhookStore(folder: folder.at("store"), clock: clock)
        let run = HangingReceivers(answering: 2000, silent: 2000, events: 2, slots: 256)
        let took = try await run.run(StoreTrial(store: store, clock: clock))
        #expect(took <= run.timeAlone * 5 / 4)
        await store.close()
    }
}
