import Foundation
import WebhookKit
import WebhookKitTesting

/// Runs the whole conformance kit against ``DictionaryStore``; do the same with your store.
@main
struct CustomStoreMain {
    static func main() async {
        let conformance = StoreConformance(
            peers: .none(because: "the dictionaries are one process's"),
            ownClock: { DictionaryStore(clock: SystemClock()) },
            makeStore: { clock in DictionaryStore(clock: clock) }
        )
        let report = await conformance.report()
        print(report)
        // Not a thrown error: that would trap, and what was printed into a pipe would be lost.
        exit(report.failures.isEmpty ? 0 : 1)
    }
}
