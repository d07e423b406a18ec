/// Secrets in the form the host's ``SecretCipher`` gave them; never shown.
public struct SealedSecrets: Sendable, Hashable {
    /// What the cipher gave: ciphertext, or, with no cipher configured, the plain form.
    public let bytes: [UInt8]

    /// Takes what a store has read.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension SealedSecrets: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A mask.
    public var description: String { "SealedSecrets(…)" }
    /// A mask.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension SealedSecrets: Codable {
    /// Reads a text in base64; earlier versions wrote `{"bytes":[…]}`.
    public init(from decoder: any Decoder) throws {
        if let stored = try? StoredBytes(from: decoder) {
            self.init(bytes: stored.bytes)
        } else {
            let former = try decoder.container(keyedBy: FormerKey.self)
            self.init(
                bytes: try former.decode([UInt8].self, forKey: FormerKey(stringValue: "bytes"))
            )
        }
    }

    /// Writes a text in base64.
    public func encode(to encoder: any Encoder) throws {
        try StoredBytes(bytes).encode(to: encoder)
    }
}
