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
        ("", "", SignatureSchemeError.invalidHeaderName),
        ("X Signature", "", .invalidHeaderName),
        ("X-Signature:", "", .invalidHeaderName),
        ("X\r\nEvil", "", .invalidHeaderName),
        ("Ünterschrift", "", .invalidHeaderName),
        (String(repeating: "a", count: 65), "", .invalidHeaderName),
        ("Content-Length", "", .reservedHeaderName),
        ("HOST", "", .reservedHeaderName),
        ("X-Signature", " leading", .invalidPrefix),
        ("X-Signature", "a\r\nb", .invalidPrefix),
        ("X-Signature", "é", .invalidPrefix),
        ("X-Signature", String(repeating: "a", count: 33), .invalidPrefix),
    ])
    func refusesUnsoundHeaders(header: String, prefix: String, reason: SignatureSchemeError) {
        #expect(throws: reason) { try SignatureScheme.hmacHeader(header, prefix: prefix) }
    }
}
