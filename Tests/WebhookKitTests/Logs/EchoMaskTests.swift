import Testing

@testable import WebhookKit

/// What a receiver got and sends back (L-5).
/// Fault 74.
@Suite struct EchoMaskTests {
    private static let password = #"op/n "ses+me" & co"#
    private static let shown = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private static func mask(
        username: String = "ada",
        password: String = password,
        headers: [HeaderField] = [HeaderField("X-Auth-Token", "Bearer abc/def+ghi==")],
        harmless: Set<String> = []
    ) throws -> EchoMask {
        let secret = try SigningSecret(shown, for: .standardWebhooks)
        let credentials = try BasicCredentials(username: username, password: password)
        return EchoMask(
            secrets: WebhookSecrets(keys: SigningKeys(secret), credentials: credentials),
            headers: try ExtraHeaders(headers),
            harmless: harmless
        )
    }

    @Test(arguments: [
        // The password, plain and as JSON, HTML and forms write it.
        #"you said op/n "ses+me" & co!"#, #"{"p":"op/n \"ses+me\" & co"}"#,
        #"{"p":"op\/n \"ses+me\" & co"}"#, "<b>op/n &quot;ses+me&quot; &amp; co</b>",
        "p=op%2Fn%20%22ses%2Bme%22%20%26%20co", "p=op%2Fn+%22ses%2Bme%22+%26+co",
        "p=op%2fn%20%22ses%2bme%22%20%26%20co",
        // What Python's json and html, PHP, .NET and JavaScript make of it.
        #"{"p":"op/n \"ses+me\" \u0026 co"}"#, "op/n &#34;ses+me&#34; &amp; co",
        "op/n%20%22ses%2Bme%22%20%26%20co".replacing("op/n", with: "op%2Fn"),
        // Basic.
        "Authorization: Basic YWRhOm9wL24gInNlcyttZSIgJiBjbw==",
        // The extra header, whole and its key alone.
        "X-Auth-Token: Bearer abc/def+ghi==", #"{"token":"abc\/def+ghi"}"#,
        // The signing secret, with and without its prefix.
        shown, String(shown.dropFirst(6)),
    ])
    func findsEverySpelling(text: String) throws {
        let masked = try Self.mask().masked(text)
        #expect(masked.contains("***"))
        for part in ["ses", "YWRhOm9", "abc", "MfKQ9r8"] {
            #expect(!masked.contains(part), "\(masked)")
        }
    }

    /// An apostrophe and what URLs may or may not escape.
    @Test(arguments: [
        "it's (a) &!", "it&#39;s (a) &amp;!", "it&#039;s (a) &amp;!", "it&#x27;s (a) &amp;!",
        #"it\u0027s (a) \u0026!"#, "it's%20(a)%20%26!", "it%27s%20%28a%29%20%26%21",
        "it%27s+%28a%29+%26%21",
    ])
    func findsApostrophesAndParentheses(text: String) throws {
        let masked = try Self.mask(password: "it's (a) &!").masked("you said \(text)")
        #expect(masked == "you said ***")
    }

    @Test func leavesTheRestAsItIs() throws {
        let mask = try Self.mask(headers: [
            HeaderField("x-env", "live"), HeaderField("x", "harmless!"),
        ])
        #expect(mask.masked("live ada Basic 200 OK") == "live ada Basic 200 OK")
        #expect(mask.masked("") == "")
        let text = Array("harmless! a harmless! b".utf8)
        #expect(mask.masked(text, upTo: 100, isCut: false) == Array("*** a *** b".utf8))
        let listed = try Self.mask(headers: [HeaderField("X", "harmless!")], harmless: ["x"])
        #expect(listed.masked(text, upTo: 100, isCut: false) == nil)
        #expect(EchoMask().masked("anything at all") == "anything at all")
    }

    @Test func aSecretAcrossTheCutIsMaskedOnEitherSideOfIt() throws {
        let mask = try Self.mask(username: "a-long-user-name", password: "0123456789abcdef")
        let text = Array("xx0123456789abcdef yy".utf8)
        // The log keeps less than what was read.
        #expect(mask.masked(text, upTo: 6, isCut: false) == Array("xx***".utf8))
        // And what was read may end within it.
        for length in 6...18 as ClosedRange<Int> {
            let read = Array(text.prefix(length))
            #expect(mask.masked(read, upTo: 100, isCut: true) == Array("xx***".utf8))
        }
        #expect(mask.masked(Array(text.prefix(10)), upTo: 100, isCut: false) == nil)
    }

    @Test func aKeyAsTheUserNameIsMasked() throws {
        let mask = try Self.mask(username: "key_live_1", password: "")
        #expect(mask.masked("user key_live_1 ok") == "user *** ok")
    }

    @Test func basicWithinAnExtraHeaderIsMaskedToo() throws {
        let header = HeaderField("Authorization", "Basic YWRhOm9wZW46c2VzYW1l")
        let mask = try Self.mask(headers: [header])
        #expect(mask.masked("got open:sesame") == "got ***")
    }

    /// Receiver and webhook may belong to somebody who wants our time.
    @Test(.timeLimit(.minutes(1))) func whatTakesTooLongIsMaskedWhole() throws {
        let headers = (0..<64).map { number in
            let count = 4000 + number
            return HeaderField("x-\(number)", String(repeating: "a", count: count) + "b")
        }
        let mask = try Self.mask(headers: headers)
        let text = Array(repeating: UInt8(ascii: "a"), count: 65_536)
        #expect(mask.masked(text, upTo: 16_384, isCut: false) == Array("***".utf8))
    }
}
