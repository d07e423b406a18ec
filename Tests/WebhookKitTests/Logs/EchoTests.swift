import Testing
import WebhookKit
import WebhookKitTesting

/// A receiver that answers with what it got (L-5).
/// Fault 74.
@Suite struct EchoTests {
    private static let secrets = [
        "open:sesame", "YWRhOm9wZW46c2VzYW1l", "tok-1234567", "whs-7654321",
    ]

    private static func draft(_ draft: inout WebhookDraft) throws {
        draft.credentials = try BasicCredentials(username: "ada", password: "open:sesame")
        draft.headers = [
            HeaderField("X-Auth-Token", "tok-1234567"),
            HeaderField("X-Webhook-Secret", "whs-7654321"),
            HeaderField("Accept", "text/plain"), HeaderField("X-Plan", "gold-plated"),
        ]
    }

    /// Sends the request back in its headers, its body and its reason.
    private static func echo(_ call: ScriptedTransport.Call, status: Int)
        -> ScriptedTransport.Reply
    {
        let lines = call.request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        let body = lines + "\npassword: open:sesame"
        let headers =
            call.request.headers.map { HeaderField("x-got-\($0.name)", $0.value) }
            + [
                HeaderField("location", "/?p=open:sesame&t=tok-1234567"),
                HeaderField("x-session-token", "of the receiver"),
            ]
        return .response(
            TransportResponse(status: status, headers: headers, body: Array(body.utf8))
        )
    }

    @Test(arguments: [200, 302, 500])
    func nothingThatWasSentAsASecretReachesTheStore(status: Int) async throws {
        struct Mask: SecretCipher {
            func seal(_ bytes: [UInt8], context: String) -> [UInt8] { bytes.map { $0 ^ 0xA5 } }
            func open(_ bytes: [UInt8], context: String) -> [UInt8] { bytes.map { $0 ^ 0xA5 } }
        }
        let harness = try Harness(cipher: Mask()) { Self.echo($0, status: status) }
        try await harness.virtually {
            var template = WebhookDraft(name: "", url: "", events: .all)
            try Self.draft(&template)
            let (credentials, headers) = (template.credentials, template.headers)
            let hook = try await harness.webhook {
                $0.credentials = credentials
                $0.headers = headers
            }.webhook
            try await harness.publish()
            try await harness.drainAll()
            let page = try await harness.service.webhooks.log(of: hook.id)
            let attempt = try #require(page.entries.first?.attempts.first)
            let response = try #require(attempt.response)
            let body = String(decoding: response.body, as: UTF8.self)
            var text = body
            dump((attempt, harness.notifier.sent.elements), to: &text)
            dump(harness.observer.activities.elements, to: &text)
            for secret in Self.secrets { #expect(!text.contains(secret), "\(secret)") }
            #expect(body.contains("content-type: application/json"))
            #expect(attempt.request.headers.first(named: "accept") == "text/plain")
            #expect(attempt.request.headers.first(named: "x-plan") == "***")
            #expect(response.headers.first(named: "x-session-token") == "***")
            #expect(response.headers.first(named: "x-got-accept") == "text/plain")
        }
    }

    /// Where a redirect leads is cut, be it in the middle of a secret.
    @Test(arguments: [489, 490, 493, 496])
    func aRedirectThatIsCutShowsNoPartOfASecret(padding: Int) async throws {
        let target = String(repeating: "/", count: padding) + "tok-1234567"
        let headers = [HeaderField("location", target)]
        let harness = try Harness { _ in
            .response(TransportResponse(status: 302, headers: headers))
        }
        try await harness.virtually {
            let hook = try await harness.webhook {
                $0.headers = [HeaderField("X-Auth-Token", "tok-1234567")]
            }.webhook
            try await harness.publish()
            try await harness.drainAll()
            let page = try await harness.service.webhooks.log(of: hook.id)
            let failure = try #require(page.entries.first?.attempts.first?.failure)
            #expect(failure.detail.contains("to ////"))
            #expect(!failure.detail.contains("tok-"), "\(failure.detail)")
        }
    }

    @Test func thePingsErrorShowsNothingEither() async throws {
        let harness = try Harness { Self.echo($0, status: 302) }
        try await harness.virtually {
            let error = await #expect(throws: FieldError.self) {
                var draft = WebhookDraft(name: "h", url: "https://h.example/", events: .all)
                try Self.draft(&draft)
                _ = try await harness.service.webhooks.create(draft)
            }
            var text = ""
            dump(error, to: &text)
            for secret in Self.secrets { #expect(!text.contains(secret), "\(secret)") }
            #expect(text.contains("redirect"))
        }
    }

    @Test func aHostMayListHarmlessHeaders() async throws {
        let harness = try Harness(configure: { $0.harmlessHeaders = ["X-Plan"] }) {
            Self.echo($0, status: 200)
        }
        try await harness.virtually {
            let hook = try await harness.webhook {
                $0.headers = [
                    HeaderField("x-plan", "gold-plated"), HeaderField("accept", "text/plain"),
                ]
            }.webhook
            try await harness.publish()
            _ = await harness.service.drain()
            let page = try await harness.service.webhooks.log(of: hook.id)
            let headers = try #require(page.entries.first?.attempts.first).request.headers
            #expect(headers.first(named: "x-plan") == "gold-plated")
            #expect(headers.first(named: "accept") == "***")
        }
    }
}
