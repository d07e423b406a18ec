import Testing
import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ExtraHeadersTests {
    private func error(_ fields: [HeaderField]) -> FieldError? {
        do throws(FieldError) {
            _ = try ExtraHeaders(fields)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["X-Api-Key", "a", "!#$%&'*+-.^_`|~09", "User-Agent", "Content-Type", "Hosts"])
    func takesTokensAsNames(name: String) throws {
        #expect(try ExtraHeaders([HeaderField(name, "v")]).fields == [HeaderField(name, "v")])
    }

    /// S-4; Fault 47.
    @Test(arguments: [
        "", " ", "a b", "a:b", "a\r\nb", "a\r\n", "a\u{0}", "é", "😀", "a\t", "(a)", "a/b", "\u{7F}",
        ":authority", String(repeating: "a", count: 257),
    ])
    func refusesOtherNames(name: String) {
        #expect(
            error([HeaderField("ok", "v"), HeaderField(name, "v")])?.field == "headers[1].name"
        )
    }

    /// W-6; Fault 47.
    @Test(arguments: [
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE",
        "Trailer", "Expect", "Proxy-Authorization", "Proxy-Connection", "webhook-id",
        "Webhook-Signature", "webhook-anything",
    ])
    func refusesReservedNamesInAnyCase(name: String) {
        for spelling in [name, name.lowercased(), name.uppercased()] {
            let error = error([HeaderField(spelling, "v")])
            #expect(error?.field == "headers[0].name")
            #expect(error?.message == "WebhookKit writes this header itself; leave it out")
        }
    }

    @Test(arguments: ["v", "a b", "a\tb", "\"q\"; x=1", String(repeating: "v", count: 4096)])
    func takesVisibleValues(value: String) throws {
        #expect(try ExtraHeaders([HeaderField("a", value)]).fields.first?.value == value)
    }

    /// S-4; Fault 47.
    @Test(arguments: [
        "", " ", " v", "v ", "\tv", "v\t", "a\rb", "a\nb", "a\r\nX-Evil: 1", "a\u{0}b", "é",
        "\u{7F}",
        "\u{1B}x", String(repeating: "v", count: 4097),
    ])
    func refusesOtherValuesWithoutRepeatingThem(value: String) {
        let fields = (0..<3).map { HeaderField("h\($0)", "v") } + [HeaderField("a", value)]
        let error = error(fields)
        #expect(error?.field == "headers[3].value")
        #expect(
            error?.description
                == "headers[3].value: use 1 to 4096 visible ASCII characters, with blanks only inside"
        )
    }

    /// Fault 47.
    @Test func takesSixtyFourAndRefusesTheNext() {
        let fields = (0..<65).map { HeaderField("h\($0)", "v") }
        #expect(error(Array(fields.prefix(64))) == nil)
        #expect(error(fields)?.field == "headers")
    }

    @Test func refusesTheSameNameTwiceInAnyCase() {
        let fields = [HeaderField("X-A", "1"), HeaderField("b", "1"), HeaderField("x-a", "2")]
        #expect(error(fields)?.field == "headers[2].name")
    }

    @Test func refusesAuthorizationBesideBasicCredentialsOnly() throws {
        let headers = try ExtraHeaders([
            HeaderField("a", "1"), HeaderField("AUTHORIZATION", "Bearer x"),
        ])
        let credentials = try BasicCredentials(username: "u", password: "p")
        try headers.check(withBasicCredentials: nil)
        try ExtraHeaders().check(withBasicCredentials: credentials)
        let error = #expect(throws: FieldError.self) {
            try headers.check(withBasicCredentials: credentials)
        }
        #expect(error?.field == "headers[1].name")
    }

    @Test func checksWhatItDecodes() throws {
        let headers = try ExtraHeaders([HeaderField("X-A", "1")])
        let data = try JSONEncoder().encode(headers)
        #expect(try JSONDecoder().decode(ExtraHeaders.self, from: data) == headers)
        let hostile = try JSONEncoder().encode([HeaderField("X-A", "1\r\nX-B: 2")])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ExtraHeaders.self, from: hostile)
        }
    }

    @Test func showsNamesButNoValues() throws {
        let headers = try ExtraHeaders([HeaderField("X-Api-Key", "hunter2")])
        var dumped = ""
        dump(headers, to: &dumped)
        for text in ["\(headers)", String(reflecting: headers), "\([headers])", dumped] {
            #expect(text.contains("X-Api-Key"))
            #expect(!text.contains("hunter2"))
        }
    }
}
