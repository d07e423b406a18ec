/// A token with what a store keeps beside it: the digest of its secret, never the secret (T-3).
public struct TokenRecord: Sendable, Hashable, Identifiable {
    /// The token.
    public internal(set) var token: Token

    /// SHA-256 of the secret.
    let digest: [UInt8]

    /// The token's id.
    public var id: Token.ID { token.id }

    init(token: Token, digest: [UInt8]) {
        self.token = token
        self.digest = digest
    }
}

extension TokenRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case token, digest
    }

    /// Reads a token and a digest of 32 bytes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        token = try container.decode(Token.self, forKey: .token)
        let text = try container.decode(String.self, forKey: .digest)
        guard let bytes = Base64.decode(text.utf8), bytes.count == 32 else {
            throw DecodingError.dataCorruptedError(
                forKey: .digest,
                in: container,
                debugDescription: "no digest of SHA-256"
            )
        }
        digest = bytes
    }

    /// Writes the token, and the digest in base64.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(token, forKey: .token)
        try container.encode(Base64.encode(digest), forKey: .digest)
    }
}

extension TokenRecord: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The token.
    public var description: String { "TokenRecord(\(token))" }

    /// The token.
    public var debugDescription: String { description }

    /// The token.
    public var customMirror: Mirror { Mirror(self, children: ["token": token]) }
}
