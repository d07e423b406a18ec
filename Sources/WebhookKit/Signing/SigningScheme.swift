/// One way to put signatures into HTTP headers: what is signed and how it is written (G-2).
///
/// A scheme knows no keys. ``WebhookSigner`` and ``WebhookVerifier`` compute HMAC-SHA256 over
/// ``signedPrefix(id:timestamp:)`` followed by the body, under every key, and compare in constant
/// time; the scheme writes the codes and finds them again.
public protocol SigningScheme: Sendable {
    /// How a shown secret becomes a key.
    var keyForm: SigningKeyForm { get }

    /// Whether several signatures fit side by side; if not, a rotation needs a switch time.
    var holdsManySignatures: Bool { get }

    /// The names of all headers that ``headers(id:timestamp:codes:)`` writes.
    var headerNames: [String] { get }

    /// The bytes that are signed before the body.
    ///
    /// - Parameters:
    ///   - id: The event's id, 1 to 256 of `[A-Za-z0-9_-]`.
    ///   - timestamp: The time of this attempt, whole seconds since 1970, never negative.
    func signedPrefix(id: String, timestamp: Int64) -> [UInt8]

    /// The headers of one request.
    ///
    /// - Parameters:
    ///   - id: As in ``signedPrefix(id:timestamp:)``.
    ///   - timestamp: As in ``signedPrefix(id:timestamp:)``.
    ///   - codes: The authentication codes, 32 bytes each, newest key first; at least one, and
    ///     exactly one unless ``holdsManySignatures``.
    func headers(id: String, timestamp: Int64, codes: [[UInt8]]) -> [HeaderField]

    /// Reads what a request claims. Any input may come in; none may trap.
    ///
    /// - Parameter headers: The fields that bear one of ``headerNames``, in any case, in order.
    /// - Throws: ``VerificationError`` naming the first check that failed.
    func claim(in headers: [HeaderField]) throws(VerificationError) -> SignatureClaim
}
