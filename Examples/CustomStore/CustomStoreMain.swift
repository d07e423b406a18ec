import Foundation
import WebhookKit
import WebhookKitTesting

/// Runs the whole conformance kit against ``DictionaryStore``; do the same with your store.
@main
struct CustomStoreMain {
    static func main() async {
        let conformance = StoreConformance { clock in DictionaryStore(clock: clock) }
        let failures = await conformance.run()
        for failure in failures { print("broken  \(failure)") }
        let kept = StorePromise.allCases.count - failures.count
        print("\(kept) promises kept, \(failures.count) broken")
        // Not a thrown error: that would trap, and what was printed into a pipe would be lost.
        exit(failures.isEmpty ? 0 : 1)
    }
}
