/// The choice of a ``SigningScheme`` as it is stored with a webhook.
///
/// A further scheme takes one file with its conformer and one line in each `switch` here.
public struct SignatureScheme: Sendable, Hashable {
    private enum Kind: Hashable {
        case standardWebhooks
        case gitHub
        case stripe
        case hmacHeader(HMACHeaderScheme)
    }

    private let kind: Kind

    /// Standard Webhooks v1, the default.
    public static let standardWebhooks = SignatureScheme(kind: .standardWebhooks)

    /// GitHub style: `X-Hub-Signature-256: sha256=…` over the body.
    public static let gitHub = SignatureScheme(kind: .gitHub)

    /// Stripe style: `Stripe-Signature: t=…,v1=…` over time and body.
    public static let stripe = SignatureScheme(kind: .stripe)

    /// A plain HMAC of the body in a header of the host's choice.
    ///
    /// - Parameters:
    ///   - header: 1 to 64 token characters; not one of the headers that HTTP itself needs.
    ///   - prefix: What stands before the code; 0 to 32 visible ASCII characters.
    ///   - encoding: How the code is written; hexadecimal by default.
    /// - Throws: ``FieldError`` with the field `header` or `prefix`.
    public static func hmacHeader(
        _ header: String,
        prefix: String = "",
        encoding: HMACHeaderScheme.Encoding = .hex
    ) throws(FieldError) -> SignatureScheme {
        let scheme = try HMACHeaderScheme(header: header, prefix: prefix, encoding: encoding)
        return SignatureScheme(kind: .hmacHeader(scheme))
    }

    /// What the choice stands for.
    public var scheme: any SigningScheme {
        switch kind {
        case .standardWebhooks: StandardWebhooksScheme()
        case .gitHub: HMACHeaderScheme.gitHub
        case .stripe: StripeScheme()
        case .hmacHeader(let scheme): scheme
        }
    }

    /// Whether several signatures fit side by side; if not, a rotation needs a switch time.
    public var holdsManySignatures: Bool { scheme.holdsManySignatures }
}

extension SignatureScheme: CustomStringConvertible {
    /// The headers that the scheme writes.
    public var description: String {
        "SignatureScheme(\(scheme.headerNames.joined(separator: ", ")))"
    }
}

extension SignatureScheme: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, header, prefix, encoding
    }

    private enum StoredKind: String, Codable {
        case standardWebhooks = "standard-webhooks"
        case gitHub = "github"
        case stripe
        case hmacHeader = "hmac-header"
    }

    /// Reads `{"type": …}`, for a plain HMAC with `header`, `prefix` and `encoding` beside it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(StoredKind.self, forKey: .type) {
        case .standardWebhooks: self = .standardWebhooks
        case .gitHub: self = .gitHub
        case .stripe: self = .stripe
        case .hmacHeader:
            self = try .hmacHeader(
                container.decode(String.self, forKey: .header),
                prefix: container.decodeIfPresent(String.self, forKey: .prefix) ?? "",
                encoding: container.decode(HMACHeaderScheme.Encoding.self, forKey: .encoding)
            )
        }
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch kind {
        case .standardWebhooks: try container.encode(StoredKind.standardWebhooks, forKey: .type)
        case .gitHub: try container.encode(StoredKind.gitHub, forKey: .type)
        case .stripe: try container.encode(StoredKind.stripe, forKey: .type)
        case .hmacHeader(let scheme):
            try container.encode(StoredKind.hmacHeader, forKey: .type)
            try container.encode(scheme.header, forKey: .header)
            try container.encode(scheme.prefix, forKey: .prefix)
            try container.encode(scheme.encoding, forKey: .encoding)
        }
    }
}
