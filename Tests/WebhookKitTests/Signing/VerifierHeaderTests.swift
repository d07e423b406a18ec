import Testing
import WebhookKit

/// The forms in which servers hold headers (G-4).
struct VerifierHeaderTests {
    private typealias Fixture = SigningFixtures
    private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private static let other = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    private let verifier: WebhookVerifier

    init() throws {
        verifier = try WebhookVerifier(shownSecrets: [Fixture.shown], clock: Fixture.clock)
    }

    @Test func takesPairsWithoutLabels() throws {
        let pairs: [(String, String)] = [
            ("Host", "x"), ("Webhook-ID", Fixture.id), ("WEBHOOK-TIMESTAMP", "1614265330"),
            ("webhook-Signature", Self.other), ("webhook-signature", Self.signature),
        ]
        #expect(try verifier.verify(headers: pairs, body: Fixture.body).id == Fixture.id)
        let again = pairs + [("webhook-id", Fixture.id)]
        #expect(throws: VerificationError.duplicateHeader("webhook-id")) {
            try verifier.verify(headers: again, body: Fixture.body)
        }
    }

    @Test func takesPairsOfSlicesAndLazyOnes() throws {
        let text =
            "webhook-id: \(Fixture.id)\nwebhook-timestamp: 1614265330\n"
            + "WEBHOOK-signature: \(Self.signature)"
        var slices: [(Substring, Substring)] = []
        for line in text.split(separator: "\n") {
            let end = line.firstIndex(of: ":") ?? line.endIndex
            slices.append((line[..<end], line[end...].dropFirst(2)))
        }
        #expect(try verifier.verify(headers: slices, body: Fixture.body).id == Fixture.id)
        let labelled = slices.lazy.map { (name: $0.0, value: $0.1) }
        #expect(try verifier.verify(headers: labelled, body: Fixture.body).id == Fixture.id)
    }

    @Test func takesDictionaries() throws {
        var headers = [
            "Webhook-Id": Fixture.id, "WEBHOOK-TIMESTAMP": "1614265330", "Host": "x",
            "webhook-signature": Self.signature,
        ]
        #expect(try verifier.verify(headers: headers, body: Fixture.body).id == Fixture.id)
        // Two lines of one list, in whatever order the dictionary has them.
        headers["Webhook-Signature"] = Self.other
        #expect(try verifier.verify(headers: headers, body: Fixture.body).id == Fixture.id)
        headers["webhook-id"] = Fixture.id
        #expect(throws: VerificationError.duplicateHeader("webhook-id")) {
            try verifier.verify(headers: headers, body: Fixture.body)
        }
    }

    @Test func takesDictionariesOfLists() throws {
        var headers = [
            "Webhook-Id": [Fixture.id], "webhook-TIMESTAMP": ["1614265330"], "Host": ["x", "y"],
            "webhook-signature": [Self.other, Self.signature],
        ]
        #expect(try verifier.verify(headers: headers, body: Fixture.body).id == Fixture.id)
        headers["Webhook-Id"] = [Fixture.id, Fixture.id]
        #expect(throws: VerificationError.duplicateHeader("webhook-id")) {
            try verifier.verify(headers: headers, body: Fixture.body)
        }
        headers["Webhook-Id"] = []
        #expect(throws: VerificationError.missingHeader("webhook-id")) {
            try verifier.verify(headers: headers, body: Fixture.body)
        }
    }

    /// Each literal means one of the forms: an ambiguous one would not compile.
    @Test func takesLiteralsOfEachForm() {
        #expect(throws: VerificationError.missingHeader("webhook-id")) {
            try verifier.verify(headers: [], body: [])
        }
        #expect(throws: VerificationError.missingHeader("webhook-id")) {
            try verifier.verify(headers: [:], body: [])
        }
        let missing = VerificationError.missingHeader("webhook-timestamp")
        #expect(throws: missing) {
            try verifier.verify(headers: [HeaderField("Webhook-ID", "a")], body: [])
        }
        #expect(throws: missing) { try verifier.verify(headers: [("Webhook-ID", "a")], body: []) }
        #expect(throws: missing) {
            try verifier.verify(headers: [(name: "Webhook-ID", value: "a")], body: [])
        }
        #expect(throws: missing) { try verifier.verify(headers: ["Webhook-ID": "a"], body: []) }
        #expect(throws: missing) { try verifier.verify(headers: ["Webhook-ID": ["a"]], body: []) }
    }
}
