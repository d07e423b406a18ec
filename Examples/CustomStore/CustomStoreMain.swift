import WebhookKit
import WebhookKitTesting

/// Runs the whole conformance kit against ``DictionaryStore``; do the same with your store.
@main
struct CustomStoreMain {
    static func main() async throws {
        let conformance = StoreConformance { clock in DictionaryStore(clock: clock) }
        let failures = await conformance.run()
        for failure in failures { print("broken  \(failure)") }
        print(
            "\(StorePromise.allCases.count - failures.count) promises kept, \(failures.count) broken"
        )
        if !failures.isEmpty { throw StoreBreaksPromises() }
    }
}

/// Makes the program exit with a status that is not zero.
struct StoreBreaksPromises: Error {}
