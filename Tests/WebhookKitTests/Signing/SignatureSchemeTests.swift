import Testing
import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct SignatureSchemeTests {
    @Test(arguments: SigningFixtures.schemes)
    func survivesStorage(scheme: SignatureScheme) throws {
        let stored = try JSONEncoder().encode(scheme)
        #expect(try JSONDecoder().decode(SignatureScheme.self, from: stored) == scheme)
    }

    /// Stored bytes of an earlier release must load for ever.
    @Test(arguments: [
        (#"{"type":"standard-webhooks"}"#, 0), (#"{"type":"github"}"#, 1),
        (#"{"type":"stripe"}"#, 2),
        (#"{"type":"hmac-header","header":"X-Signature","prefix":"HMAC ","encoding":"base64"}"#, 3),
    ])
    func readsTheStoredForm(json: String, index: Int) throws {
        let scheme = try JSONDecoder().decode(SignatureScheme.self, from: Data(json.utf8))
        #expect(scheme == SigningFixtures.schemes[index])
    }

    @Test(arguments: [
        "{}", #"{"type":"rot13"}"#, #"{"type":"hmac-header"}"#,
        #"{"type":"hmac-header","header":"a b","prefix":"","encoding":"hex"}"#,
        #"{"type":"hmac-header","header":"X-S","prefix":"\r\n","encoding":"hex"}"#,
    ])
    func refusesUnsoundStoredForms(json: String) {
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(SignatureScheme.self, from: Data(json.utf8))
        }
    }

    @Test func saysWhichSchemesHoldManySignatures() {
        #expect(SigningFixtures.schemes.map(\.holdsManySignatures) == [true, false, true, false])
    }

    @Test(arguments: [
        ("", "", "header: must be 1 to 64 letters"),
        ("X Signature", "", "header: must be 1 to 64 letters"),
        ("X-Signature:", "", "header: must be 1 to 64 letters"),
        ("X\r\nEvil", "", "header: must be 1 to 64 letters"),
        ("Ünterschrift", "", "header: must be 1 to 64 letters"),
        (String(repeating: "a", count: 65), "", "header: must be 1 to 64 letters"),
        ("Content-Length", "", "header: HTTP needs this header itself"),
        ("HOST", "", "header: HTTP needs this header itself"),
        ("X-Signature", " leading", "prefix: must be at most 32"),
        ("X-Signature", "a\r\nb", "prefix: must be at most 32"),
        ("X-Signature", "é", "prefix: must be at most 32"),
        ("X-Signature", String(repeating: "a", count: 33), "prefix: must be at most 32"),
    ])
    func refusesUnsoundHeaders(header: String, prefix: String, refusal: String) {
        let error = #expect(throws: FieldError.self) {
            try SignatureScheme.hmacHeader(header, prefix: prefix)
        }
        #expect(error?.description.hasPrefix(refusal) == true)
    }
}
