import Testing
import WebhookKit

struct SHA256Tests {
    /// The examples of FIPS 180-4 (NIST) and their neighbours around the block's edge.
    /// G-5; Fault 41.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func givesThePublishedDigest(text: String, digest: String) {
        #expect(Hex.encode(SHA256.digest(of: Array(text.utf8))) == digest)
    }

    @Test func hashesAMillionLettersInUnevenPieces() {
        var hash = SHA256()
        var rest = 1_000_000
        var size = 1
        while rest > 0 {
            let count = min(size, rest)
            hash.update([UInt8](repeating: UInt8(ascii: "a"), count: count))
            rest -= count
            size = size * 2 % 4099 + 1
        }
        #expect(
            Hex.encode(hash.digest())
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        )
    }

    @Test(arguments: [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 200])
    func piecesGiveTheDigestOfTheWhole(count: Int) {
        let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let whole = SHA256.digest(of: message)
        for cut in 0...count {
            var hash = SHA256()
            hash.update(Array(message[..<cut]))
            hash.update(Array(message[cut...]))
            #expect(hash.digest() == whole)
        }
    }

    @Test func copiesGoOnApart() {
        var first = SHA256()
        first.update(Array("ab".utf8))
        var second = first
        second.update(Array("x".utf8))
        first.update(Array("c".utf8))
        #expect(first.digest() == SHA256.digest(of: Array("abc".utf8)))
        #expect(second.digest() == SHA256.digest(of: Array("abx".utf8)))
        #expect(first.digest() == first.digest())
    }
}
