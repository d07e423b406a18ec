import Testing
import WebhookKit

/// One bad entry never hides a good one (G-4).
struct SignatureReadingTests {
    private typealias Fixture = SigningFixtures

    /// A signed request whose signature header is what a test writes, with the code for GOOD.
    private struct Signed {
        let verifier: WebhookVerifier
        let name: String
        let others: [HeaderField]
        let code: String

        init(_ scheme: SignatureScheme, codeLength: Int) throws {
            let secret = SigningSecret.generate(for: scheme)
            verifier = WebhookVerifier(secrets: [secret], scheme: scheme, clock: Fixture.clock)
            var fields = try WebhookSigner(scheme: scheme, secrets: [secret]).headers(
                id: Fixture.id,
                timestamp: Fixture.timestamp,
                body: Fixture.body
            )
            let last = fields.removeLast()
            name = last.name
            others = fields
            code = String(last.value.suffix(codeLength))
        }

        func verify(_ lines: [String]) throws(VerificationError) -> VerifiedMessage {
            let fields = lines.map { line in
                let parts = line.split(separator: "GOOD", omittingEmptySubsequences: false)
                return HeaderField(name, parts.joined(separator: code))
            }
            return try verifier.verify(headers: others + fields, body: Fixture.body)
        }
    }

    private static let manyUnreadable = String(repeating: "v1,!! ", count: 40) + "v1,GOOD"
    private static let manyUnknown = String(repeating: "v9,xx ", count: 40) + "v1,GOOD"
    private static let manyOdd =
        "t=1614265330," + String(repeating: "v1=zz,", count: 40) + "v1=GOOD"

    @Test(arguments: [
        ["v1,!!!notbase64!!! v1,GOOD"], ["v1,GOOD v1,!!!notbase64!!!"], ["v1 v1,GOOD"],
        [", v1,GOOD"], [",,, v1,GOOD"], ["v1, v1,GOOD"], ["v1,AAAA v1,GOOD"], ["x v1,GOOD"],
        ["V1,GOOD v1,GOOD"], ["v1a,GOOD v1,GOOD"], ["v1,\u{FFFD}é v1,GOOD"], ["\0 v1,GOOD"],
        ["v1,GOOD,"], ["v1,GOOD,more"], ["v1,AAAA, v1,GOOD"], ["v1,AAAA,v1,GOOD"],
        [",v1,GOOD"], ["garbage,v1,GOOD"], ["v1,AAAA,x,v1,GOOD"], ["v1,v1,GOOD"],
        ["\tv1,GOOD\t"], ["v1,AAAA\tv1,GOOD"], ["v1,GOOD", "v1,AAAA"], ["v1,!!!", "v1,GOOD"],
        ["", "v1,GOOD"], ["v1,GOOD", "v1,GOOD"],
        [manyUnreadable], [manyUnknown],
    ])
    func standardWebhooksSkipsWhatItCannotRead(lines: [String]) throws {
        #expect(try Signed(.standardWebhooks, codeLength: 44).verify(lines).id == Fixture.id)
    }

    @Test(arguments: [
        ["t=1614265330,v1=zz,v1=GOOD"], ["t=1614265330,v1=GOOD,v1=zz"], ["v1=GOOD,t=1614265330"],
        ["t=1614265330,v1=00,v1=GOOD"], ["junk,t=1614265330,v1=GOOD"], ["t=1614265330,,v1=GOOD,"],
        ["=,t=1614265330,v1=GOOD,=="], ["t=1614265330,v0=00,v2=00,v1=GOOD"],
        ["t=1614265330, v1=GOOD"], [" t=1614265330\t,\tv1=GOOD "], ["t=,t=1614265330,v1=GOOD"],
        ["t=abc,t=1614265330,v1=GOOD"], ["t=1614265330,t=1614265330,v1=GOOD"],
        ["t=1614265330", "v1=GOOD"], ["t=1614265330,v1=zz", "t=1614265330,v1=GOOD"],
        ["t=1614265330,é=\u{FFFD},v1=GOOD"],
        [manyOdd],
    ])
    func stripeSkipsWhatItCannotRead(lines: [String]) throws {
        #expect(try Signed(.stripe, codeLength: 64).verify(lines).timestamp == Fixture.timestamp)
    }

    @Test(arguments: [
        ["sha256=zz", "sha256=GOOD"], ["sha256=GOOD", "sha256=GOOD"], ["", "sha256=GOOD"],
        ["sha1=00, sha256=GOOD"], ["sha256=zz,sha256=GOOD"], ["sha256=GOOD, sha256=zz"],
        [" sha256=GOOD "],
    ])
    func gitHubSkipsWhatItCannotRead(lines: [String]) throws {
        #expect(try Signed(.gitHub, codeLength: 64).verify(lines).body == Fixture.body)
    }

    @Test func plainHeadersSkipWhatTheyCannotRead() throws {
        let base64 = try SignatureScheme.hmacHeader("X-S", prefix: "HMAC ", encoding: .base64)
        for lines in [["HMAC !!!, HMAC GOOD"], ["HMAC AAAA", "HMAC GOOD"], ["GOOD,HMAC GOOD"]] {
            #expect(try Signed(base64, codeLength: 44).verify(lines).body == Fixture.body)
        }
        // A comma in the prefix separates nothing.
        let comma = try SignatureScheme.hmacHeader("X-S", prefix: "a,b:", encoding: .base64)
        #expect(try Signed(comma, codeLength: 44).verify(["a,b:GOOD"]).body == Fixture.body)
        #expect(
            try Signed(comma, codeLength: 44).verify(["b:GOOD", "a,b:GOOD"]).body == Fixture.body
        )
    }

    @Test(arguments: [
        ("v1,!!! v1,AAAA x", VerificationError.malformedSignature),
        ("v1,!!! v2,AAAA", .unknownSignatureVersion),
        (String(repeating: "v1,GOOD ", count: 33), .tooManySignatures),
        (String(repeating: "v1,!!!! ", count: 1025), .oversizedHeader("webhook-signature")),
    ])
    func saysWhatWasWrongWhenNothingWasLeft(text: String, reason: VerificationError) throws {
        let signed = try Signed(.standardWebhooks, codeLength: 44)
        #expect(throws: reason) { try signed.verify([text]) }
    }

    @Test func severalLinesAreNoWayAroundTheLimits() throws {
        let signed = try Signed(.standardWebhooks, codeLength: 44)
        #expect(throws: VerificationError.tooManySignatures) {
            try signed.verify([String](repeating: "v1,GOOD", count: 33))
        }
        #expect(throws: VerificationError.oversizedHeader("webhook-signature")) {
            try signed.verify([String](repeating: String(repeating: "x", count: 4097), count: 2))
        }
    }

    /// Which of two times is meant is not for us to guess.
    @Test func stripeRefusesTimesThatDiffer() throws {
        #expect(throws: VerificationError.malformedTimestamp) {
            try Signed(.stripe, codeLength: 64).verify(["t=1614265330,t=1614265331,v1=GOOD"])
        }
    }
}
