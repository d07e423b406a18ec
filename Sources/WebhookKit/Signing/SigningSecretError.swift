/// Why a text cannot be a signing secret; it never contains the text.
public enum SigningSecretError: Error, Sendable, Hashable {
    /// A secret of another scheme was given where Standard Webhooks needs one with `whsec_`.
    case missingPrefix

    /// A Standard Webhooks secret is not base64, with or without `whsec_` in front.
    case invalidBase64

    /// Fewer than 24 bytes in base64, or fewer than 16 bytes of text.
    case tooShort

    /// More than 64 bytes in base64, or more than 256 bytes of text.
    case tooLong

    /// The text holds a control character, often a line break that came with a copy.
    case controlCharacter
}

extension SigningSecretError: CustomStringConvertible {
    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .missingPrefix:
            "secret: must begin with whsec_; copy it whole, prefix included"
        case .invalidBase64:
            "secret: must be base64, with or without whsec_ in front; copy it whole and nothing else"
        case .tooShort:
            "secret: too short; take at least 24 random bytes in base64, 16 bytes of text otherwise"
        case .tooLong:
            "secret: too long; take at most 64 bytes in base64, 256 bytes of text otherwise"
        case .controlCharacter:
            "secret: must not contain control characters; look for a copied line break or tab"
        }
    }
}
