import Testing

@testable import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct BasicCredentialsTests {
    private static let long = String(repeating: "x", count: 1025)

    @Test(arguments: [
        ("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ("test", "123£", "Basic dGVzdDoxMjPCow=="),
        ("", "p:q", "Basic OnA6cQ=="),
        ("key", "", "Basic a2V5Og=="),
    ])
    func writesTheHeader(username: String, password: String, value: String) throws {
        let credentials = try BasicCredentials(username: username, password: password)
        #expect(credentials.headerValue == value)
    }

    @Test func encodesLikeFoundation() throws {
        for length in 0..<64 {
            let password = String(repeating: "é?~>", count: 16).prefix(length)
            let credentials = try BasicCredentials(username: "u", password: String(password))
            let expected = Data("u:\(password)".utf8).base64EncodedString()
            #expect(credentials.headerValue == "Basic " + expected)
        }
    }

    @Test(arguments: [
        ("a:b", "p", nil, "username"),
        ("a\r\n", "p", nil, "username"), ("a\u{0}", "p", nil, "username"),
        ("", "", nil, "username"),
        (long, "p", nil, "username"), ("u", "p\n", nil, "password"),
        ("u", "\u{7F}", nil, "password"),
        ("u", long, nil, "password"), ("u", "p", "", "realm"), ("u", "p", "r\r", "realm"),
        ("u", "p", long, "realm"),
    ])
    func refusesWhatCannotBeSent(
        username: String,
        password: String,
        realm: String?,
        field: String
    ) {
        let error = #expect(throws: FieldError.self) {
            try BasicCredentials(username: username, password: password, realm: realm)
        }
        #expect(error?.field == "credentials.\(field)")
    }

    @Test func takesTheLongestAllowed() throws {
        let text = String(Self.long.dropLast())
        let credentials = try BasicCredentials(username: text, password: text, realm: text)
        #expect(credentials.password.utf8.count == 1024)
    }

    @Test func showsNoSecret() throws {
        let credentials = try BasicCredentials(username: "ada", password: "hunter2", realm: "staff")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), "\([credentials])", dumped]
        {
            #expect(text.contains("staff"))
            #expect(!text.contains("hunter2") && !text.contains("ada"))
        }
    }
}
