/// Seals and opens webhooks' secrets, and keeps opened ones with their prepared signer.
final class SecretVault: Sendable {
    private struct Entry {
        var sealed: SealedSecrets
        var scheme: SignatureScheme
        var secrets: WebhookSecrets
        var signer: WebhookSigner
        var headers: ExtraHeaders
        var echoes: EchoMask
        /// When another set of keys signs, so that the signer must be made anew.
        var changesAt: Timestamp?
    }

    let cipher: any SecretCipher
    /// Names of extra headers whose values are no secrets, in lower case.
    private let harmless: Set<String>
    private let entries = Locked<[Webhook.ID: Entry]>([:])

    /// More webhooks than this in one process are opened again and again; memory stays bounded.
    private static let capacity = 10_000

    init(cipher: any SecretCipher, harmlessHeaders: Set<String>) {
        self.cipher = cipher
        harmless = Set(harmlessHeaders.map { $0.lowercased() })
    }

    func seal(_ secrets: WebhookSecrets, of id: Webhook.ID) async throws -> SealedSecrets {
        SealedSecrets(bytes: try await cipher.seal(secrets.encoded(), context: id.string))
    }

    func open(_ record: WebhookRecord) async throws -> WebhookSecrets {
        let bytes = try await cipher.open(record.secrets.bytes, context: record.id.string)
        guard let secrets = WebhookSecrets(decoding: bytes) else {
            throw StoreError.damaged(
                "webhook \(record.id): its secrets cannot be read; check the cipher's key"
            )
        }
        return secrets
    }

    /// What an attempt needs of the secrets.
    struct Opened: Sendable {
        var signer: WebhookSigner
        var credentials: BasicCredentials?
        var echoes: EchoMask
    }

    /// The signer for an attempt at this time, and the credentials, if they were opened before.
    func keptSigner(for record: WebhookRecord, at now: Timestamp) -> Opened? {
        guard let entry = entries.withLock({ $0[record.id] }), entry.sealed == record.secrets,
            entry.scheme == record.webhook.signature, entry.headers == record.webhook.headers,
            entry.changesAt.map({ now < $0 }) ?? true
        else { return nil }
        return Opened(
            signer: entry.signer,
            credentials: entry.secrets.credentials,
            echoes: entry.echoes
        )
    }

    /// Finds what a webhook with these secrets and headers sends where it comes back.
    func echoes(of secrets: WebhookSecrets, _ headers: ExtraHeaders) -> EchoMask {
        EchoMask(secrets: secrets, headers: headers, harmless: harmless)
    }

    /// Names of the extra headers that may hold secrets.
    func secretNames(among headers: ExtraHeaders) -> [String] {
        headers.fields.map(\.name).filter { !harmless.contains($0.lowercased()) }
    }

    /// The signer for an attempt at this time, and the credentials; opens them when need be.
    func signer(for record: WebhookRecord, at now: Timestamp) async throws -> Opened {
        if let kept = keptSigner(for: record, at: now) { return kept }
        let scheme = record.webhook.signature
        let entry = entries.withLock { $0[record.id] }
        let secrets: WebhookSecrets
        if let entry, entry.sealed == record.secrets {
            secrets = entry.secrets
        } else {
            secrets = try await open(record)
        }
        let signer = try WebhookSigner(
            scheme: scheme,
            secrets: secrets.keys.active(at: now, for: scheme)
        )
        let fresh = Entry(
            sealed: record.secrets,
            scheme: scheme,
            secrets: secrets,
            signer: signer,
            headers: record.webhook.headers,
            echoes: echoes(of: secrets, record.webhook.headers),
            changesAt: secrets.keys.nextChange(after: now, for: scheme)
        )
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries.removeAll() }
            entries[record.id] = fresh
        }
        return Opened(
            signer: signer,
            credentials: secrets.credentials,
            echoes: fresh.echoes
        )
    }

    func forget(_ id: Webhook.ID) {
        entries.withLock { $0[id] = nil }
    }
}
