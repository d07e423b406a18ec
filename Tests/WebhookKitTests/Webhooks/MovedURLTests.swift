import Testing
import WebhookKit
import WebhookKitTesting

/// What one receiver was trusted with goes to no other by itself (W-7).
/// Fault 69.
@Suite struct MovedURLTests {
    private static let headers = [HeaderField("x-key", "s3cret-key")]

    private func credentials() throws -> BasicCredentials {
        try BasicCredentials(username: "ada", password: "open:sesame")
    }

    @Test(arguments: [
        "https://evil.example/in", "https://hook.example:8443/in", "http://hook.example/in",
    ])
    func anotherReceiverGetsNothingThatIsNotGivenAgain(url: String) async throws {
        let harness = try Harness(configure: {
            $0.destination.allowedSchemes = [.https, .http]
        }) { _ in .status(200) }
        try await harness.virtually {
            let credentials = try credentials()
            let hook = try await harness.webhook {
                $0.credentials = credentials
                $0.headers = Self.headers
            }.webhook
            let webhooks = harness.service.webhooks
            let cases = [
                ("credentials", false, false), ("credentials", false, true),
                ("headers", true, false),
            ]
            for (field, setsCredentials, setsHeaders) in cases {
                do {
                    _ = try await webhooks.edit(hook.id, revision: hook.revision) {
                        $0.url = url
                        if setsCredentials { $0.credentials = nil }
                        if setsHeaders { $0.headers = Self.headers }
                    }
                    Issue.record("nothing was asked for")
                } catch let error as FieldError {
                    #expect(error.code == .invalid && error.field == field)
                }
            }
            #expect(harness.transport.calls.isEmpty, "not even a ping")
            _ = try await webhooks.edit(hook.id, revision: hook.revision) {
                $0.url = url
                $0.credentials = credentials
                $0.headers = Self.headers
            }
            #expect(harness.transport.calls.count == 1)
        }
    }

    @Test func anotherPathKeepsThem() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let credentials = try credentials()
            let hook = try await harness.webhook {
                $0.credentials = credentials
                $0.headers = Self.headers
            }.webhook
            let moved = try await harness.service.webhooks.edit(hook.id, revision: hook.revision) {
                $0.url = "https://HOOK.example:443/other"
            }
            #expect(moved.headers.fields == Self.headers)
            let call = try #require(harness.transport.calls.last)
            #expect(call.request.headers.first(named: "authorization") != nil)
        }
    }

    @Test func aWebhookWithoutThemMovesFreely() async throws {
        let harness = try Harness()
        try await harness.virtually {
            let hook = try await harness.webhook().webhook
            _ = try await harness.service.webhooks.edit(hook.id, revision: hook.revision) {
                $0.url = "https://other.example/"
            }
        }
    }

    @Test func whatWasSetIsNoPartOfADraft() {
        let first = WebhookDraft(name: "a", url: "https://a.example/", events: .all)
        var second = first
        second.headers = []
        #expect(first == second)
    }
}
