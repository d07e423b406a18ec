import Testing
import WebhookKit

@Suite struct StoreErrorTests {
    /// B-6.
    @Test func codesHaveNamesAndAreDistinct() {
        let codes: [StoreError.Code] = [
            .busy, .full, .damaged, .conflict, .keyReused, .limit, .notFound, .invalidRow,
            .outcomeUnknown, .unavailable,
        ]
        let names = [
            "busy", "full", "damaged", "conflict", "keyReused", "limit", "notFound", "invalidRow",
            "outcomeUnknown", "unavailable",
        ]
        #expect(codes.map(\.description) == names)
        #expect(Set(codes).count == codes.count)
        #expect("\(StoreError.busy("another process writes"))" == "busy: another process writes")
    }

    /// A switch needs a default, so that a later version may have more codes.
    @Test func aSwitchOverCodesHasADefault() {
        func shouldTryAgain(_ error: StoreError) -> Bool {
            switch error.code {
            case .busy, .outcomeUnknown: true
            default: false
            }
        }
        #expect(shouldTryAgain(.busy("")))
        #expect(!shouldTryAgain(.full("")))
    }
}
