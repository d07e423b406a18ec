import Testing
import WebhookKit

@Suite struct FieldErrorTests {
    @Test func namesTheFieldAndSaysWhatToDo() {
        let error = FieldError("policy.gaps[2]", "use zero to 30 days")
        #expect("\(error)" == "policy.gaps[2]: use zero to 30 days")
        #expect(error.code == .invalid)
        #expect(error.failure == nil)
    }

    @Test(arguments: [
        ("data", "events[3]", "events[3].data"), ("gaps[2]", "policy", "policy.gaps[2]"),
        ("[2]", "events", "events[2]"), ("[2].name", "a.b", "a.b[2].name"),
    ])
    func aLargerValuePutsItsOwnFieldInFront(field: String, outer: String, whole: String) {
        let failure = AttemptFailure(kind: .notFound, status: 404, detail: "status 404")
        let error = FieldError(field, "use another", code: .pingFailed, failure: failure)
        let outside = error.inField(outer)
        #expect(outside.field == whole)
        #expect(
            outside == FieldError(whole, "use another", code: .pingFailed, failure: failure)
        )
    }

    @Test func codesHaveNamesAndAreDistinct() {
        let codes: [FieldError.Code] = [
            .invalid, .unknownType, .tooLarge, .blockedDestination, .pingFailed, .inactiveOwner,
        ]
        let names = [
            "invalid", "unknownType", "tooLarge", "blockedDestination", "pingFailed",
            "inactiveOwner",
        ]
        #expect(codes.map(\.description) == names)
        #expect(Set(codes).count == codes.count)
    }

    /// A switch needs a default, so that a later version may have more codes.
    @Test func aSwitchOverCodesHasADefault() {
        func advice(_ code: FieldError.Code) -> String {
            switch code {
            case .pingFailed: "try the receiver"
            default: "show the message"
            }
        }
        #expect(advice(.pingFailed) == "try the receiver")
        #expect(advice(.tooLarge) == "show the message")
    }
}
