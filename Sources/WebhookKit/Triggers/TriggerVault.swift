#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Seals and opens the secrets of signature checks, and keeps prepared verifiers (S-6).
final class TriggerVault: Sendable {
    private struct Entry {
        let scheme: SignatureScheme
        let sealed: SealedSecrets
        let verifier: WebhookVerifier
    }

    private let cipher: any SecretCipher
    private let chapter: ChapterContext
    private let entries = Locked<[String: Entry]>([:])

    /// More triggers than this in one process are opened again and again; memory stays bounded.
    private static let capacity = 10_000

    init(cipher: any SecretCipher, chapter: ChapterContext) {
        self.cipher = cipher
        self.chapter = chapter
    }

    /// What the ciphertext belongs to.
    private static func context(of trigger: Trigger) -> String {
        "trigger \(trigger.scope)/\(trigger.id)/\(trigger.instance)"
    }

    func seal(_ secrets: [SigningSecret], of trigger: Trigger) async throws -> SealedSecrets {
        let plain = Array(try JSONEncoder().encode(secrets.map { $0.reveal() }))
        let context = Self.context(of: trigger)
        return SealedSecrets(
            bytes: try await chapter.call(.secretCipher) { [cipher] in
                try await cipher.seal(plain, context: context)
            }
        )
    }

    /// What checks the signatures of a trigger's calls.
    ///
    /// - Throws: what the cipher throws, and when it gives something else than was sealed.
    func verifier(for record: TriggerRecord, _ scheme: SignatureScheme) async throws
        -> WebhookVerifier
    {
        guard let sealed = record.sealed else {
            throw StoreError.damaged("trigger \(record.trigger.id): it has no secrets")
        }
        let instance = record.trigger.instance
        // The same secret may be of another scheme now.
        if let entry = entries.withLock({ $0[instance] }), entry.sealed == sealed,
            entry.scheme == scheme
        {
            return entry.verifier
        }
        let context = Self.context(of: record.trigger)
        let plain = try await chapter.call(.secretCipher) { [cipher] in
            try await cipher.open(sealed.bytes, context: context)
        }
        guard let shown = try? JSONDecoder().decode([String].self, from: Data(plain)),
            let verifier = try? WebhookVerifier(
                shownSecrets: shown,
                scheme: scheme,
                clock: chapter.clock
            )
        else {
            throw StoreError.damaged(
                "trigger \(record.trigger.id): its secrets cannot be read; check the cipher's key"
            )
        }
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries.removeAll() }
            entries[instance] = Entry(scheme: scheme, sealed: sealed, verifier: verifier)
        }
        return verifier
    }
}
