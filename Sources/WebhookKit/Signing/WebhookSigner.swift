/// Signs requests under prepared keys (G-1, G-2).
///
/// A value to keep for as long as the keys stay active: preparing it costs as much as signing a
/// small body. The body is never copied.
public struct WebhookSigner: Sendable {
    private let keys: [HMACSHA256]
    private let scheme: any SigningScheme

    /// Prepares the keys.
    ///
    /// - Parameters:
    ///   - scheme: How signatures are made and written.
    ///   - secrets: The active secrets, newest first, as ``SigningKeys/active(at:for:)`` gives them.
    ///     A scheme that holds one signature uses the first alone.
    /// - Throws: ``FieldError`` with the field `secrets`: there is none, or one was made for a scheme
    ///   with another form of key.
    public init(
        scheme: SignatureScheme = .standardWebhooks,
        secrets: [SigningSecret]
    ) throws(FieldError) {
        try self.init(using: scheme.scheme, secrets: secrets)
    }

    /// Prepares the keys for a scheme of the host's own.
    ///
    /// Parameters and errors as in ``init(scheme:secrets:)``.
    public init(using scheme: any SigningScheme, secrets: [SigningSecret]) throws(FieldError) {
        guard !secrets.isEmpty else {
            throw FieldError("secrets", "empty; give at least one")
        }
        var keys: [HMACSHA256] = []
        for secret in secrets.prefix(scheme.holdsManySignatures ? secrets.count : 1) {
            do throws(FieldError) {
                keys.append(HMACSHA256(key: try secret.key(in: scheme.keyForm)))
            } catch {
                throw FieldError(
                    "secrets",
                    "made for another scheme (\(error.message)); make a new one for this scheme"
                )
            }
        }
        self.keys = keys
        self.scheme = scheme
    }

    /// Makes the headers of one attempt.
    ///
    /// - Parameters:
    ///   - id: The event's id, 1 to 256 of `[A-Za-z0-9_-]`; checked for every scheme.
    ///   - timestamp: The time of this attempt, not of the event.
    ///   - body: The bytes that go out, and no others.
    /// - Returns: The fields to add to the request.
    /// - Throws: ``FieldError`` with the field `id` or `timestamp`.
    public func headers(
        id: String,
        timestamp: Timestamp,
        body: [UInt8]
    ) throws(FieldError) -> [HeaderField] {
        guard (1...256).contains(id.utf8.count), id.utf8.allSatisfy(Self.isAllowedInID) else {
            // A full stop or a blank could be mistaken for what follows the id.
            throw FieldError(
                "id",
                "must be 1 to 256 of A-Z, a-z, 0-9, _ and -; no full stop, no blanks"
            )
        }
        let seconds = timestamp.secondsSinceEpoch
        guard (0...999_999_999_999_999).contains(seconds) else {
            throw FieldError("timestamp", "must lie after 1970; check the clock")
        }
        let prefix = scheme.signedPrefix(id: id, timestamp: seconds)
        let codes = keys.map { $0.authenticationCode(for: [prefix, body]) }
        return scheme.headers(id: id, timestamp: seconds, codes: codes)
    }

    private static func isAllowedInID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension WebhookSigner: CustomStringConvertible, CustomReflectable {
    /// The scheme's headers; nothing of the secrets.
    public var description: String {
        "WebhookSigner(\(scheme.headerNames.joined(separator: ", ")), \(keys.count) secrets)"
    }

    /// A mask, for `dump` and the debugger.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
