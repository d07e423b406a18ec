import Testing
import WebhookKit
import WebhookKitTesting

/// The kit for stores of tokens is worth something: each fault turns its own promise red.
struct TokenStoreConformanceTests {
    struct Fault: Sendable, CustomStringConvertible {
        let description: String
        let breaks: TokenStorePromise
        let set: @Sendable (inout DictionaryTokenStore.Faults) -> Void
    }

    static let faults = [
        Fault(description: "names are composed", breaks: .tokensComeBackAsGiven) {
            $0.rewrite = DictionaryTokenStore.composing
        },
        Fault(description: "refusals are wrapped", breaks: .refusalsComeOutAsTheyAre) {
            $0.wrapsRefusals = true
        },
        Fault(description: "halves stay", breaks: .refusedStepsChangeNothing) {
            $0.keepsHalves = true
        },
        Fault(description: "one change is written", breaks: .stepsAreWhole) {
            $0.writesOneChange = true
        },
        Fault(description: "scopes are ignored", breaks: .tokensBelongToTheirScope) {
            $0.ignoresScopes = true
        },
        Fault(description: "pages overlap", breaks: .tokensComeInPages) { $0.pagesOverlap = true },
        Fault(description: "tallies are forgotten", breaks: .limitsHoldUnderARace) {
            $0.forgetsTallies = true
        },
        Fault(description: "steps read too early", breaks: .changesAtOnceAreNotLost) {
            $0.readsEarly = true
        },
        Fault(description: "the removed stay", breaks: .removedTokensAreGone) {
            $0.keepsRemoved = true
        },
        Fault(description: "changes are forgotten", breaks: .changesAreSeen) {
            $0.forgetsChanges = true
        },
    ]

    /// What else a fault breaks follows from it: a store that forgets changes loses them in a race too.
    @Test(arguments: faults)
    func aFaultTurnsItsPromiseRed(_ fault: Fault) async {
        var faults = DictionaryTokenStore.Faults()
        fault.set(&faults)
        let broken = await TokenStoreConformance { [faults] in DictionaryTokenStore(faults) }.run()
        #expect(broken.map(\.promise).contains(fault.breaks))
        let report = broken.map(\.description).joined()
        #expect(report.contains("was expected") || report.contains("the store threw"))
    }

    @Test func everyPromiseHasItsFault() {
        #expect(Set(Self.faults.map(\.breaks)) == Set(TokenStorePromise.allCases))
    }

    @Test func storesThatAreRightKeepAllPromises() async {
        #expect(await TokenStoreConformance { DictionaryTokenStore() }.run() == [])
        let rows = await TokenStoreConformance { RowTokenStore(InMemoryWebhookStore()) }.run()
        #expect(rows == [])
    }
}
