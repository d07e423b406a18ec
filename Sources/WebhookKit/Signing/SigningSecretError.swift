/// Why a text cannot be a signing secret; it never contains the text.
public enum SigningSecretError: Error, Sendable, Hashable {
    /// A Standard Webhooks secret does not begin with `whsec_`.
    case missingPrefix

    /// What follows `whsec_` is not canonical base64.
    case invalidBase64

    /// Fewer than 24 bytes after `whsec_`, or fewer than 16 bytes of text.
    case tooShort

    /// More than 64 bytes after `whsec_`, or more than 256 bytes of text.
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
            "secret: whsec_ must be followed by base64 with its padding and nothing else"
        case .tooShort:
            "secret: too short; take at least 24 random bytes after whsec_, 16 bytes of text otherwise"
        case .tooLong:
            "secret: too long; take at most 64 bytes after whsec_, 256 bytes of text otherwise"
        case .controlCharacter:
            "secret: must not contain control characters; look for a copied line break or tab"
        }
    }
}
