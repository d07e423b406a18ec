import Testing

@testable import WebhookKit

@Suite struct AuthenticationChallengeTests {
    private func offers(_ value: String, _ realm: String = "staff") -> Bool {
        [HeaderField("WWW-AUTHENTICATE", value)].offersBasic(realm: realm)
    }

    @Test(arguments: [
        #"Basic realm="staff""#, #"basic REALM="staff""#, "Basic realm=staff",
        #"Basic realm = "staff" , charset="UTF-8""#, #"Basic charset="UTF-8", realm="staff""#,
        #"Digest realm="a, Basic", nonce="x=", Basic realm="staff""#,
        #"Negotiate, Basic realm="staff""#, #"Negotiate abc/+==, Basic realm="staff""#,
        #"Basic realm="staff", Negotiate abc=="#, #", ,Basic realm="staff",,"#,
        #"Basic realm="s\taff""#, #"Basic realm="\s\t\a\f\f""#, #"  Basic   realm="staff"  "#,
        #"Basic realm="other", Basic realm="staff""#, #"Basic realm="staff", Next @"#,
    ])
    func findsTheRealm(value: String) {
        #expect(offers(value))
    }

    @Test(arguments: [
        "", " ", "Basic", "Basic ", "Basic realm", "Basic realm=", #"Basic realm="""#,
        #"Basic realm="Staff""#, #"Basic realm="staff "#, #"Basic realm="staff"#,
        #"Basic realm="staff\"#, #"Basic realm="staff\""#, #"Digest realm="staff""#,
        #"Bearer realm="x, Basic realm=staff""#, #"Bearer realm="\", Basic realm=\"staff\"""#,
        #"realm="staff""#, #"Basic realm="staff" garbage"#, #"Basic realm="staff", realm="other""#,
        #"Basic realm="staff", realm="staff""#, #"Basic realm="staff", x="#,
        #"Basic xrealm="staff""#, #"Basic"realm="staff""#, "Basic realm=st\u{0}aff", "\u{0}",
        #"@, Basic realm="staff""#, #"BasicX realm="staff""#, "Basic realm=\"staff\u{0}\"",
    ])
    func ignoresEverythingElse(value: String) {
        #expect(!offers(value))
    }

    @Test func comparesTheUnescapedRealm() {
        #expect(offers(#"Basic realm="a \"b\" \\ c, d=e""#, #"a "b" \ c, d=e"#))
        #expect(offers("Basic realm=\"Büro 😀\"", "Büro 😀"))
        #expect(!offers("Basic realm=\"e\u{301}\"", "\u{E9}"))
    }

    @Test func looksAtAllFieldsOfThatNameOnly() {
        let fields = [
            HeaderField("www-authenticate", #"Basic realm="a""#),
            HeaderField("x-authenticate", #"Basic realm="b""#),
            HeaderField("Www-Authenticate", #"Basic realm="c""#),
        ]
        #expect(fields.offersBasic(realm: "a") && fields.offersBasic(realm: "c"))
        #expect(!fields.offersBasic(realm: "b"))
    }

    @Test func keepsSchemesAndParametersInOrder() {
        let all = AuthenticationChallenge.parse(#"Digest A=1, b="2", Negotiate, Basic realm=x"#)
        #expect(all.map(\.scheme) == ["digest", "negotiate", "basic"])
        #expect(all.first?.parameters == [HeaderField("a", "1"), HeaderField("b", "2")])
    }

    @Test(arguments: [",", "a ", "a=", "\"", "\\", "Basic realm=\"", "é", "a,"])
    func survivesLongHostileValues(piece: String) {
        let value = String(repeating: piece, count: 20_000)
        #expect(!offers(value))
    }

    @Test func survivesRandomBytes() {
        let pieces = ["Basic", " ", ",", "=", "\"", "\\", "realm", "x", "\u{0}", "é", "\t", "/"]
        for _ in 0..<5_000 {
            let value = (0..<12).compactMap { _ in pieces.randomElement() }.joined()
            // None of the pieces can spell this realm.
            #expect(!offers(value), "\(value)")
        }
    }
}
