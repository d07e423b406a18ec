import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// With a cipher nothing secret is in any file of the store (FAULTS 44).
struct SecrecyTests {
    /// Turns every bit around, which is enough to see where the plain form would be.
    private struct Inversion: SecretCipher {
        func seal(_ plaintext: [UInt8], context: String) -> [UInt8] { plaintext.map { ~$0 } }
        func open(_ ciphertext: [UInt8], context: String) -> [UInt8] { ciphertext.map { ~$0 } }
    }

    private static let secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let password = "tr0ub4dor-and-3"

    /// The secret, the password, and what both look like in a header.
    private static let needles = [
        secret, "whsec_", password, "dXNlcjp0cjB1YjRkb3ItYW5kLTM", "bearer-4711",
    ]

    @Test func writesNoSecretAnywhere() async throws {
        let (disk, clock) = (SimulatedDisk(seed: 44), ManualClock())
        let store = try await FileWebhookStore.open(on: disk, clock)
        let service = try WebhookService(
            store: store,
            transport: ScriptedTransport(clock: clock) { _ in .status(503) },
            cipher: Inversion(),
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
        _ = try await service.webhooks.edit(
            created.webhook.id,
            revision: created.webhook.revision,
            ping: .skipped
        ) { $0.name = "edited" }
        // A snapshot on top.
        for index in 0..<9 {
            _ = try await store.append([
                Make.event("evt_\(index)", size: 9000, in: created.webhook.scope)
            ])
        }
        for _ in 0..<300 { _ = try await store.backlog() }
        await store.close()
        #expect(disk.names(in: "/store").contains { $0.hasPrefix("snapshot") })
        for (name, bytes) in disk.everyFileEver {
            let text = String(decoding: bytes, as: UTF8.self)
            for needle in Self.needles { #expect(!text.contains(needle), "\(needle) in \(name)") }
        }
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
