import Foundation
import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// With a cipher nothing secret is in any file of the store (Fault 44).
struct SecrecyTests {
    /// Turns every bit around, which is enough to see where the plain form would be.
    private struct Inversion: SecretCipher {
        func seal(_ plaintext: [UInt8], context: String) -> [UInt8] { plaintext.map { ~$0 } }
        func open(_ ciphertext: [UInt8], context: String) -> [UInt8] { ciphertext.map { ~$0 } }
    }

    private static let secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let password = "tr0ub4dor-and-3"

    /// Each secret as it is, as a header has it, as the bytes it stands for, as numbers, and as
    /// base64 wherever in a text it may begin.
    private static let needles: Set<[UInt8]> = {
        var needles: Set<[UInt8]> = []
        let key = Data(base64Encoded: secret).map(Array.init) ?? []
        for plain in [Array(secret.utf8), Array(password.utf8), key] {
            needles.insert(plain)
            needles.insert(Array(plain.map { "\($0)" }.joined(separator: ",").utf8))
            for shift in 0..<3 {
                let text = Data([UInt8](repeating: 0, count: shift) + plain).base64EncodedString()
                // The first and the last characters depend on the neighbours.
                needles.insert(Array(text.utf8.dropFirst(4).dropLast(4)))
            }
        }
        needles.insert(Array(Data("user:\(password)".utf8).base64EncodedString().utf8.dropLast(4)))
        return needles
    }()

    @Test func writesNoSecretAnywhereThatACipherSeals() async throws {
        #expect(try await needlesFound(sealing: Inversion()) == 0)
    }

    /// The search is worth something: without a cipher it finds what stands there plainly.
    @Test func withoutACipherTheSearchFindsSecrets() async throws {
        #expect(try await needlesFound(sealing: NoCipher()) >= 2)
    }

    /// Creates, rotates, delivers, fails, and searches all files while they are in use and
    /// afterwards.
    private func needlesFound(sealing cipher: any SecretCipher) async throws -> Int {
        let test = try await TestStore()
        var found: Set<[UInt8]> = []
        func search() throws {
            let files = try contents(of: test.folder)
            #expect(files.keys.contains("webhooks.sqlite"))
            for bytes in files.values {
                let data = Data(bytes)
                for needle in Self.needles where data.range(of: Data(needle)) != nil {
                    found.insert(needle)
                }
            }
        }
        let service = try WebhookService(
            store: test.store,
            transport: ScriptedTransport(clock: test.clock) { _ in .status(503) },
            cipher: cipher,
            resolver: ScriptedResolver(),
            clock: test.clock
        )
        let draft = WebhookDraft(
            name: "secretive",
            url: "https://receiver.example/",
            events: .all,
            secret: try SigningSecret("whsec_\(Self.secret)", for: .standardWebhooks),
            credentials: try BasicCredentials(username: "user", password: Self.password)
        )
        let created = try await service.webhooks.create(draft, ping: .skipped)
        try search()
        let edited = try await service.webhooks.edit(
            created.webhook.id,
            revision: created.webhook.revision,
            ping: .skipped
        ) { $0.name = "edited" }
        _ = try await service.publish(.messageCreated, "hello", in: .default)
        let report = await service.drain()
        #expect(report.attempts > 0)
        let log = try await service.webhooks.log(of: edited.id)
        #expect(!log.entries.isEmpty)
        try search()
        #expect(try contents(of: test.folder).keys.contains("webhooks.sqlite-wal"))
        try await test.store.backup(to: test.folder.at("copy.sqlite"))
        try search()
        await test.store.close()
        try search()
        return found.count
    }
}
