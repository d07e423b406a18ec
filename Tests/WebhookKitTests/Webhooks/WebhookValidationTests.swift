import Testing

@testable import WebhookKit

@Suite struct WebhookValidationTests {
    private static let validation = WebhookValidation(
        catalog: .default,
        limits: WebhookLimits(),
        destination: .publicOnly
    )

    private static func draft(_ change: (inout WebhookDraft) throws -> Void) rethrows
        -> WebhookDraft
    {
        var draft = WebhookDraft(
            name: "Orders",
            url: "https://example.com/hook",
            events: [.taskCreated]
        )
        try change(&draft)
        return draft
    }

    private static func refuses(
        _ field: String,
        _ code: FieldError.Code = .invalid,
        _ place: Comment? = nil,
        _ change: (inout WebhookDraft) throws -> Void
    ) rethrows {
        let draft = try draft(change)
        #expect(place) {
            _ = try validation.check(draft)
        } throws: { error in
            let error = error as? FieldError
            return error?.field == field && error?.code == code
        }
    }

    @Test func takesASoundDraft() throws {
        let checked = try Self.validation.check(Self.draft { _ in })
        #expect(checked.settings.url.string == "https://example.com/hook")
        _ = try Self.validation.check(Self.draft { $0.events = .all })
        _ = try Self.validation.check(
            Self.draft { $0.name = String(repeating: "é", count: 100) }
        )
    }

    /// Pasted secrets often come without their prefix; shown and stored is the whole form.
    @Test func bringsPastedFieldsIntoTheirOneForm() throws {
        let key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        let checked = try Self.validation.check(
            Self.draft {
                $0.secret = try SigningSecret(key, form: .text)
                $0.url = "\u{FEFF} HTTPS://Example.com/ü\n"
            }
        )
        #expect(checked.secret?.reveal() == "whsec_\(key)")
        #expect(checked.settings.url.string == "https://example.com/%C3%BC")
        let text = try Self.validation.check(
            Self.draft {
                $0.secret = try SigningSecret(key, form: .text)
                $0.signature = .gitHub
            }
        )
        #expect(text.secret?.reveal() == key)
    }

    @Test(arguments: [
        "", "a\nb", "a\r\nBcc: x", "\0", "\u{7F}", "a\u{85}b", "a\u{9B}31m", "a\u{2028}b",
        "\u{2029}",
        String(repeating: "é", count: 101), String(repeating: "a", count: 201),
    ])
    func refusesNamesThatBreakLinesOrAreTooLong(_ name: String) {
        Self.refuses("name") { $0.name = name }
    }

    /// W-9.
    @Test func refusesEveryFieldOutOfBoundsAndNamesIt() throws {
        Self.refuses("events") { $0.events = .types([]) }
        Self.refuses("events") { $0.events = [.ping] }
        Self.refuses("events", .unknownType) { $0.events = ["invoice.paid"] }
        try Self.refuses("events") {
            $0.events = .types(Set(try (0...100).map { try EventType("t\($0)") }))
        }
        Self.refuses("url.userinfo") { $0.url = "https://user@example.com/" }
        Self.refuses("url", .blockedDestination) { $0.url = "http://example.com/" }
        Self.refuses("url", .blockedDestination) { $0.url = "https://127.0.0.1/" }
        Self.refuses("url", .blockedDestination) { $0.url = "https://localhost/" }
        try Self.refuses("secret") {
            $0.secret = try SigningSecret("no whsec_ but long enough", form: .text)
        }
        Self.refuses("policy.gaps[0]") {
            $0.policy = .gladly
            $0.policy?.gaps[0] = .seconds(-1)
        }
        Self.refuses("flow.concurrency") { $0.flow.concurrency = 0 }
        Self.refuses("headers[1].value") {
            $0.headers = [HeaderField("a", "b"), HeaderField("c", "d\r\ne: f")]
        }
        Self.refuses("headers[0].name") { $0.headers = [HeaderField("Webhook-Id", "x")] }
        try Self.refuses("headers[0].name") {
            $0.headers = [HeaderField("authorization", "x")]
            $0.credentials = try BasicCredentials(username: "u", password: "p")
        }
        Self.refuses("headers[0].name") {
            $0.signature = .gitHub
            $0.headers = [HeaderField("x-hub-signature-256", "x")]
        }
    }

    @Test func typesThatTheCatalogHasLostStayValid() throws {
        let lost: EventType = "invoice.paid"
        let draft = Self.draft { $0.events = [lost, .taskCreated] }
        _ = try Self.validation.check(draft, known: [lost])
        #expect(throws: FieldError.self) {
            try Self.validation.check(draft, known: [.taskCreated])
        }
    }
}
