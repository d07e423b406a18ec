import Testing
import WebhookKit
import WebhookKitTesting

/// What a request may show, and what else comes in (T-7). Nothing traps.
struct AuthenticationHeaderTests {
    let bench: TokenBench
    let created: Tokens.Created

    init() async throws {
        bench = try TokenBench()
        created = try await bench.tokens.create(TokenDraft(owner: bench.ada))
    }

    private func basic(_ bytes: [UInt8]) -> HeaderField {
        HeaderField("Authorization", "Basic " + Base64.encode(bytes))
    }

    private func basic(_ text: String) -> HeaderField { basic(Array(text.utf8)) }

    /// T-7, T-3.
    @Test func everyFormLetsIn() async throws {
        let secret = created.secret
        let token = secret.reveal()
        let forms: [[HeaderField]] = [
            [secret.bearerHeader()],
            [HeaderField("authorization", "bearer \(token)")],
            [HeaderField("AUTHORIZATION", "  BEARER   \(token)\t ")],
            [secret.header(named: "X-API-Key")],
            [HeaderField("x-api-key", " \(token)")],
            [try secret.basicHeader()],
            [try secret.basicHeader(username: "ada@example.com")],
            [try secret.basicHeader(username: "Ada@Example.COM")],
            [
                HeaderField(
                    "Authorization",
                    "basic " + Base64.encode(Array("\(secret.tokenID):\(token)".utf8))
                )
            ],
            [HeaderField("Accept", "*/*"), secret.bearerHeader(), HeaderField("Cookie", "a=b")],
            // The same twice is no contradiction.
            [secret.bearerHeader(), secret.header(named: "X-API-Key")],
        ]
        for headers in forms {
            let principal = try await bench.authenticator.authenticate(headers: headers)
            #expect(
                principal
                    == Principal(tokenID: created.token.id, scope: .default, owner: bench.ada)
            )
        }
    }

    /// All forms of headers that servers have.
    @Test func takesHeadersAsServersHoldThem() async throws {
        let value = created.secret.bearerHeader().value
        let authenticator = bench.authenticator
        let principals = [
            try await authenticator.authenticate(headers: [HeaderField("Authorization", value)]),
            try await authenticator.authenticate(headers: [(name: "Authorization", value: value)]),
            try await authenticator.authenticate(headers: [("Authorization", value[...])]),
            try await authenticator.authenticate(headers: ["authorization": value]),
            try await authenticator.authenticate(headers: ["authorization": [value]]),
            try await authenticator.authenticate(token: Array(created.secret.reveal().utf8)),
        ]
        #expect(Set(principals).count == 1)
        await #expect(throws: AuthenticationError.severalCredentials) {
            try await authenticator.authenticate(headers: ["authorization": [value, value]])
        }
    }

    /// Fault 45.
    @Test func whateverElseComesIsRefusedForTheRightReason() async throws {
        let token = created.secret.reveal()
        let id = created.token.id.string
        let bearer = created.secret.bearerHeader()
        let other = try await bench.tokens.create().secret
        let long = String(repeating: "a", count: 1 << 20)
        let mistyped = token.dropLast() + (token.hasSuffix("0") ? "1" : "0")
        let encoded = Base64.encode(Array("\(id):\(token)".utf8))
        let cases: [(AuthenticationError, [HeaderField])] = [
            (.missing, []),
            (.missing, [HeaderField("Accept", token)]),
            (.missing, [HeaderField("Authorizatio\u{301}n", "Bearer \(token)")]),
            (.malformed, [HeaderField("Authorization", "")]),
            (.malformed, [HeaderField("Authorization", "   ")]),
            (.malformed, [HeaderField("Authorization", "Bearer")]),
            (.malformed, [HeaderField("Authorization", "Bearer ")]),
            (.malformed, [HeaderField("Authorization", token)]),
            (.malformed, [HeaderField("Authorization", "Digest \(token)")]),
            (.malformed, [HeaderField("Authorization", "Bearer\(token)")]),
            (.malformed, [HeaderField("Authorization", "Bearer \(token) \(token)")]),
            (.malformed, [HeaderField("Authorization", "Bearer \(token), Bearer \(token)")]),
            (.malformed, [HeaderField("Authorization", "Bearer \(token)\r\n X: y")]),
            (.malformed, [HeaderField("Authorization", "Bearer \0\(token)")]),
            (.malformed, [HeaderField("Authorization", "Bearer \(token)\0")]),
            (.malformed, [HeaderField("Authorization", "Bearer \(long)")]),
            (.malformed, [HeaderField("Authorization", long)]),
            (.malformed, [HeaderField("Authorization", "Bearer \u{FFFD}\u{FFFD}")]),
            (.malformed, [HeaderField("Authorization", "\u{130}earer \(token)")]),
            (.malformed, [HeaderField("X-API-Key", "")]),
            (.malformed, [HeaderField("X-API-Key", long)]),
            (.severalCredentials, [bearer, bearer]),
            (.severalCredentials, [bearer, try created.secret.basicHeader()]),
            (.severalCredentials, [bearer, other.header(named: "x-api-key")]),
            (
                .severalCredentials,
                [other.header(named: "x-api-key"), created.secret.header(named: "X-API-KEY")]
            ),
            (.malformed, [bearer, HeaderField("X-API-Key", "x")]),
            // Basic: garbage, no colon, colons in the password, what is no base64 of RFC 4648.
            (.malformed, [HeaderField("Authorization", "Basic")]),
            (.malformed, [HeaderField("Authorization", "Basic ====")]),
            (.malformed, [HeaderField("Authorization", "Basic !!!!")]),
            (.malformed, [basic("")]),
            (.malformed, [basic(token)]),
            (.malformed, [basic(":")]),
            (.malformed, [basic("\(id):\(token):")]),
            (.malformed, [basic("\(id):a:b:c")]),
            (.malformed, [basic("\(id): \(token)")]),
            (.malformed, [basic("\(token):\(id)")]),
            (.malformed, [basic([0xFF, 0xFE, 0x3A, 0xC0, 0x80])]),
            (.malformed, [basic([0x00])]),
            (.malformed, [HeaderField("Authorization", "Basic \(encoded.dropLast())")]),
            (.malformed, [HeaderField("Authorization", "Basic \(encoded.dropLast(2))=A")]),
            (
                .malformed,
                [
                    HeaderField(
                        "Authorization",
                        "Basic \(encoded.prefix(8))==\(encoded.dropFirst(10))"
                    )
                ]
            ),
            (
                .malformed,
                [HeaderField("Authorization", "Basic " + encoded.replacing("d", with: "-"))]
            ),
            (.malformed, [HeaderField("Authorization", "Basic \(encoded) \(encoded)")]),
            (.wrongUser, [basic(":\(token)")]),
            (.wrongUser, [basic("grace@example.com:\(token)")]),
            (.wrongUser, [basic("\(id)\0:\(token)")]),
            (.wrongUser, [basic(Array("\(id)".utf8) + [0xFF] + Array(":\(token)".utf8))]),
            (.wrongUser, [basic("\(other.tokenID):\(token)")]),
            (.wrongChecksum, [HeaderField("Authorization", "Bearer \(mistyped)")]),
            (.wrongChecksum, [basic("\(id):\(mistyped)")]),
        ]
        for (index, (reason, headers)) in cases.enumerated() {
            #expect(await bench.refusal(of: headers) == reason, "case \(index)")
        }
        #expect(await bench.refusal(of: created.secret) == nil)
    }

    /// The outside world learns nothing from the answer (T-7).
    @Test func theOutsideSeesOneAnswer() {
        let refusals = AuthenticationError.allCases.filter { $0 != .unavailable }
        let answers = Set(refusals.map { $0.response() })
        #expect(answers.count == 1)
        #expect(answers.first?.status == 401)
        #expect(answers.first?.body == Array("unauthorized".utf8))
        #expect(answers.first?.headers.first(named: "www-authenticate") == "Bearer realm=\"api\"")
        #expect(bench.authenticator.response(to: .unknown) == answers.first)
        #expect(AuthenticationError.unavailable.response().status == 503)
    }

    @Test func theHeaderForKeysIsTheHosts() async throws {
        let bench = try TokenBench { $0.apiKeyHeader = "Pendula-Key" }
        let secret = try await bench.tokens.create().secret
        #expect(await bench.refusal(of: [secret.header(named: "pendula-key")]) == nil)
        #expect(await bench.refusal(of: [secret.header(named: "X-API-Key")]) == .missing)
        let none = try TokenBench { $0.apiKeyHeader = nil }
        #expect(await none.refusal(of: [secret.header(named: "X-API-Key")]) == .missing)
    }
}
