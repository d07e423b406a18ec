/// Why a text cannot be a signing secret; none of these holds the text.
extension FieldError {
    /// A secret of another scheme was given where Standard Webhooks needs one with `whsec_`.
    static let secretWithoutPrefix = FieldError(
        "secret",
        "must begin with whsec_; copy it whole, prefix included"
    )

    static let secretNotBase64 = FieldError(
        "secret",
        "must be base64, with or without whsec_ in front; copy it whole and nothing else"
    )

    static let secretTooShort = FieldError(
        "secret",
        "too short; take at least 24 random bytes in base64, 16 bytes of text otherwise"
    )

    static let secretTooLong = FieldError(
        "secret",
        "too long; take at most 64 bytes in base64, 256 bytes of text otherwise"
    )

    /// Often a line break that came with a copy.
    static let secretWithControlCharacter = FieldError(
        "secret",
        "must not contain control characters; look for a copied line break or tab"
    )

    /// The stored bytes are not what ``SigningKeys`` wrote.
    static let damagedKeys = FieldError(
        "keys",
        "the stored bytes are damaged or were deciphered wrongly"
    )
}
