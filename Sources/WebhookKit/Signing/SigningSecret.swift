/// A key that sender and receiver share, as it is shown to people.
///
/// It never appears in descriptions, mirrors or encoders; only ``reveal()`` gives it away. Equality
/// takes a time that depends on the lengths alone.
public struct SigningSecret: Sendable {
    private let shown: [UInt8]

    /// Reads a secret that was shown to somebody, or made beforehand by the host.
    ///
    /// - Parameters:
    ///   - shown: For Standard Webhooks `whsec_` and the base64 of 24 to 64 bytes; prefix and padding
    ///     may be missing and blanks stand around it, ``reveal()`` gives the whole form. For the
    ///     other schemes any text of 16 to 256 bytes in UTF-8, without control characters.
    ///   - scheme: The scheme that the secret has to suit.
    /// - Throws: ``FieldError`` with the field `secret`; it never contains the secret.
    public init(_ shown: String, for scheme: SignatureScheme) throws(FieldError) {
        try self.init(shown, form: scheme.scheme.keyForm)
    }

    init(_ shown: String, form: SigningKeyForm) throws(FieldError) {
        self.shown = try form.canonical(Array(shown.utf8))
    }

    private init(shown: [UInt8]) {
        self.shown = shown
    }

    /// Makes a new secret with 256 random bits.
    ///
    /// - Parameters:
    ///   - scheme: Standard Webhooks gives `whsec_` and base64, the others 64 hexadecimal digits.
    ///   - random: The source; leave the default outside tests.
    public static func generate(
        for scheme: SignatureScheme,
        using random: any RandomSource = SystemRandom()
    ) -> SigningSecret {
        let bytes = random.bytes(32)
        return SigningSecret(shown: scheme.scheme.keyForm.shown(of: bytes))
    }

    /// The secret in clear, to show it once or to hand it to the receiver.
    public func reveal() -> String {
        String(decoding: shown, as: UTF8.self)
    }

    /// The bytes that a scheme with this form signs with.
    func key(in form: SigningKeyForm) throws(FieldError) -> [UInt8] {
        try form.key(from: shown)
    }

    /// Whether a scheme with this form can sign with it.
    func fits(_ form: SigningKeyForm) -> Bool {
        (try? key(in: form)) != nil
    }
}

extension SigningSecret: Hashable {
    /// Compares in constant time.
    public static func == (lhs: SigningSecret, rhs: SigningSecret) -> Bool {
        lhs.shown.equalsInConstantTime(rhs.shown)
    }

    /// Feeds the secret to the hasher, whose result is seeded anew in every process.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(shown)
    }
}

extension SigningSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A mask, never the secret.
    public var description: String { "SigningSecret(***)" }

    /// A mask, never the secret.
    public var debugDescription: String { description }

    /// A mask, for `dump` and the debugger.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
