import Testing
import WebhookKitTesting

struct StorePromiseTests {
    @Test(arguments: StorePromise.allCases)
    func promiseCitesItsRules(_ promise: StorePromise) {
        #expect(!promise.rules.isEmpty)
        for rule in promise.rules {
            #expect(rule.wholeMatch(of: /[A-Z]-\d+|Fault \d+/) != nil, "\(rule)")
        }
    }

    @Test func needsFollowTheNames() {
        for promise in StorePromise.allCases {
            let name = promise.rawValue
            let isAboutReopening = name.hasPrefix("reopening") || name.contains("Reopening")
            #expect(promise.needs.contains(.reopening) == isAboutReopening, "\(name)")
            #expect(promise.needs.contains(.history) || !name.hasPrefix("history"), "\(name)")
            #expect(promise.needs.contains(.rows) || !name.hasPrefix("rows"), "\(name)")
            #expect(promise.needs.contains(.peers) || !name.hasPrefix("peers"), "\(name)")
        }
    }
}
