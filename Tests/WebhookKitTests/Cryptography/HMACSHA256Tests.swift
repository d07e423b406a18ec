import Testing
import WebhookKit

struct HMACSHA256Tests {
    struct Vector: Sendable {
        var number: Int
        var key: [UInt8]
        var message: [UInt8]
        var code: String
    }

    /// RFC 4231 section 4.
    static let vectors = [
        Vector(
            number: 1,
            key: [UInt8](repeating: 0x0B, count: 20),
            message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        Vector(
            number: 2,
            key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        Vector(
            number: 3,
            key: [UInt8](repeating: 0xAA, count: 20),
            message: [UInt8](repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        Vector(
            number: 4,
            key: Array(1...25),
            message: [UInt8](repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        Vector(
            number: 5,
            key: [UInt8](repeating: 0x0C, count: 20),
            message: Array("Test With Truncation".utf8),
            code: "a3b6167473100ee06e0c796c2955552b"
        ),
        Vector(
            number: 6,
            key: [UInt8](repeating: 0xAA, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        Vector(
            number: 7,
            key: [UInt8](repeating: 0xAA, count: 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than "
                    + "block-size data. The key needs to be hashed before being used by the "
                    + "HMAC algorithm.").utf8
            ),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    /// Case 5 publishes the first 16 bytes only.
    /// G-5; Fault 41.
    @Test(arguments: vectors)
    func givesThePublishedCode(vector: Vector) {
        let code = HMACSHA256(key: vector.key).authenticationCode(for: [vector.message])
        #expect(code.count == 32)
        #expect(Hex.encode(Array(code.prefix(vector.code.count / 2))) == vector.code)
    }

    @Test func piecesGiveTheCodeOfTheWhole() {
        let key = HMACSHA256(key: Array("Jefe".utf8))
        let pieces = ["what do ya ", "", "want for nothing?"].map { Array($0.utf8) }
        let whole = key.authenticationCode(for: [pieces.flatMap(\.self)])
        #expect(key.authenticationCode(for: pieces) == whole)
        #expect(key.authenticationCode(for: pieces) == whole, "the key is not used up")
    }

    @Test func showsNothingOfTheKey() {
        var dumped = ""
        dump(HMACSHA256(key: [1, 2, 3]), to: &dumped)
        #expect(dumped == "- HMACSHA256(***)\n" || dumped == "▿ HMACSHA256(***)\n")
    }
}
