import Testing
import WebhookKit

struct TextEncodingTests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64MatchesThePublishedText(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text.utf8) == Array(plain.utf8))
    }

    @Test func everyByteSurvivesBothWays() {
        for count in 250...256 {
            let bytes = (0..<count).map { UInt8($0) }
            #expect(Base64.decode(Base64.encode(bytes).utf8) == bytes)
            #expect(Hex.decode(Hex.encode(bytes).utf8) == bytes)
        }
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "Z===", "====", "=", "==", "Zm8", "Zm9v=", "Zm9v====", "Zh==",
        "Zm9=", " Zg==", "Zg==\n", "Zm 9", "Zm-_", "Zm8=Zm8=", "Zg=a", "Zmé=",
        "\u{0}\u{0}\u{0}\u{0}",
    ])
    func base64RefusesAllButTheCanonicalForm(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test func hexReadsEitherCaseAndWritesLower() {
        #expect(Hex.decode("00fFaB".utf8) == [0, 255, 171])
        #expect(Hex.encode([0, 255, 171]) == "00ffab")
    }

    @Test(arguments: ["0", "0g", "0x00", " 0", "00 ", "/0", ":0", "@0", "G0", "`0", "é"])
    func hexRefusesAnythingElse(text: String) {
        #expect(Hex.decode(text.utf8) == nil)
    }

    @Test func equalityLooksAtEveryByte() {
        let bytes = Array("0123456789".utf8)
        #expect(bytes.equalsInConstantTime(bytes))
        #expect([UInt8]().equalsInConstantTime([]))
        #expect(!bytes.equalsInConstantTime(Array(bytes.dropLast())))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(!bytes.equalsInConstantTime(other))
        }
    }
}
