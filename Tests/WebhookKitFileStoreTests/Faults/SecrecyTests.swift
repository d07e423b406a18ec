import Testing
import WebhookKit
import WebhookKitFileStore
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

    /// The secret, the password, what both look like in a header, as numbers, and in the base64 that
    /// bytes are in JSON.
    private static let needles =
        [secret, "whsec_", password, "dXNlcjp0cjB1YjRkb3ItYW5kLTM", numbers(password)]
        + base64(password) + base64(secret)

    /// As base64, wherever in a text it may begin.
    private static func base64(_ text: String) -> [String] {
        (0..<3).map { shift in
            let bytes = [UInt8](repeating: 0, count: shift) + Array(text.utf8)
            // The first and the last characters depend on the neighbours.
            return String(Base64.encode(bytes).dropFirst(4).dropLast(4))
        }
    }

    private static func numbers(_ text: String) -> String {
        text.utf8.map { "\($0)" }.joined(separator: ",")
    }

    @Test func writesNoSecretAnywhereThatACipherSeals() async throws {
        let found = try await needlesFound(sealing: Inversion())
        #expect(found.isEmpty, "\(found)")
    }

    /// The search is worth something: without a cipher it finds what stands there plainly.
    @Test func withoutACipherTheSearchFindsThePassword() async throws {
        let found = try await needlesFound(sealing: NoCipher())
        #expect(!found.isDisjoint(with: Self.base64(Self.password)))
    }

    /// Creates, edits, delivers, fails and takes a snapshot, then searches all that was ever written.
    private func needlesFound(sealing cipher: any SecretCipher) async throws -> Set<String> {
        let (disk, clock) = (SimulatedDisk(seed: 44), ManualClock())
        let store = try await FileWebhookStore.open(on: disk, clock)
        let transport = ScriptedTransport(clock: clock) { _ in .status(503) }
        let service = try WebhookService(
            store: store,
            transport: transport,
            cipher: cipher,
            resolver: ScriptedResolver(),
            clock: clock
        )
        let draft = WebhookDraft(
            name: "secretive",
            url: "https://receiver.example/",
            events: .all,
            secret: try SigningSecret("whsec_\(Self.secret)", for: .standardWebhooks),
            credentials: try BasicCredentials(username: "user", password: Self.password)
        )
        let created = try await service.webhooks.create(draft, ping: .skipped)
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
        try await store.compact()
        await store.close()
        #expect(disk.names(in: "/store").contains { $0.hasPrefix("snapshot") })
        let texts = disk.everyFileEver.map { String(decoding: $0.bytes, as: UTF8.self) }
        return Set(Self.needles.filter { needle in texts.contains { $0.contains(needle) } })
    }
}

extension SimulatedDisk {
    /// The contents of all files that ever were, those without a name included.
    var everyFileEver: [(name: String, bytes: [UInt8])] {
        state.withLock { state in
            state.contents.sorted { $0.key < $1.key }.map { ("content \($0.key)", $0.value.bytes) }
        }
    }
}
