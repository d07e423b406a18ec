import Testing
import WebhookKitTesting

@testable import WebhookKit

@Suite struct WebhookSecretsTests {
    private static func secrets(
        _ credentials: BasicCredentials? = nil,
        rotations: Int = 0
    ) throws -> WebhookSecrets {
        let random = SeededRandom(seed: 5)
        var keys = SigningKeys(.generate(for: .standardWebhooks, using: random))
        for _ in 0..<rotations {
            keys = try keys.rotated(
                to: .generate(for: .gitHub, using: random),
                at: Samples.time(0)
            )
        }
        return WebhookSecrets(keys: keys, credentials: credentials)
    }

    private static func all() throws -> [WebhookSecrets] {
        [
            try secrets(),
            try secrets(rotations: 10),
            try secrets(BasicCredentials(username: "u", password: "")),
            try secrets(BasicCredentials(username: "", password: "pä:ss")),
            try secrets(
                BasicCredentials(
                    username: String(repeating: "u", count: 1024),
                    password: String(repeating: "p", count: 1024),
                    realm: "here"
                ),
                rotations: 3
            ),
        ]
    }

    @Test func readsWhatItWrote() throws {
        for secrets in try Self.all() {
            #expect(WebhookSecrets(decoding: secrets.encoded()) == secrets)
        }
    }

    @Test func cutOrLongerBytesAreDamaged() throws {
        for secrets in try Self.all() {
            let bytes = secrets.encoded()
            for count in bytes.indices {
                #expect(WebhookSecrets(decoding: Array(bytes.prefix(count))) == nil)
            }
            #expect(WebhookSecrets(decoding: bytes + [0]) == nil)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func noBytesMakeItTrap(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let sound = try Self.all().map { $0.encoded() }
        for _ in 0..<300 {
            var bytes = try #require(sound.randomElement(using: &random))
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<min(bytes.count, 90), using: &random)
                bytes[index] = Bool.random(using: &random) ? 0xFF : UInt8(random.next() & 0xFF)
            }
            // What can still be read is a sound value that writes itself the same way.
            if let decoded = WebhookSecrets(decoding: bytes) {
                #expect(WebhookSecrets(decoding: decoded.encoded()) == decoded)
            }
            _ = WebhookSecrets(decoding: random.bytes(Int.random(in: 0...64, using: &random)))
        }
        #expect(WebhookSecrets(decoding: []) == nil)
        #expect(WebhookSecrets(decoding: [1, 0xFF, 0xFF, 0xFF, 0xFF]) == nil)
    }
}
