/// Checks that a request comes from the holder of a secret, now, and unchanged (G-4).
///
/// Takes whatever the network brings; no input makes it trap. A value that may be kept and shared:
/// the keys are prepared once. Give it the body as it was received, before any decoding.
///
/// ``SignatureScheme/gitHub`` and plain HMAC headers sign no time; with them the tolerance means
/// nothing, and a captured request stays valid.
public struct WebhookVerifier: Sendable {
    private let keys: [HMACSHA256]
    private let scheme: any SigningScheme
    private let headerNames: [String]
    private let tolerance: Duration
    private let clock: any WebhookClock

    /// Makes a verifier.
    ///
    /// - Parameters:
    ///   - secrets: A signature by any one of them is enough; during a rotation the old and the new.
    ///     Secrets that do not suit the scheme are left out.
    ///   - scheme: The scheme that the sender uses; Standard Webhooks by default.
    ///   - tolerance: How far the signed time may lie in the past or in the future; 300 s by
    ///     default. Zero and less leave only the current second.
    ///   - clock: The wall time to compare with; the system's by default.
    public init(
        secrets: [SigningSecret],
        scheme: SignatureScheme = .standardWebhooks,
        tolerance: Duration = .seconds(300),
        clock: any WebhookClock = SystemClock()
    ) {
        self.init(secrets: secrets, using: scheme.scheme, tolerance: tolerance, clock: clock)
    }

    /// Makes a verifier from secrets as they were shown, for Standard Webhooks with or without
    /// `whsec_`.
    ///
    /// - Throws: ``FieldError`` with the field `shownSecrets[1]`, or whichever text is the first that is not a
    ///   secret of the scheme.
    public init(
        shownSecrets: [String],
        scheme: SignatureScheme = .standardWebhooks,
        tolerance: Duration = .seconds(300),
        clock: any WebhookClock = SystemClock()
    ) throws(FieldError) {
        var secrets: [SigningSecret] = []
        for (index, shown) in shownSecrets.enumerated() {
            do throws(FieldError) {
                secrets.append(try SigningSecret(shown, for: scheme))
            } catch {
                throw FieldError("shownSecrets[\(index)]", error.message)
            }
        }
        self.init(secrets: secrets, scheme: scheme, tolerance: tolerance, clock: clock)
    }

    /// Makes a verifier for a scheme of the host's own.
    ///
    /// Parameters as in ``init(secrets:scheme:tolerance:clock:)``.
    public init(
        secrets: [SigningSecret],
        using scheme: any SigningScheme,
        tolerance: Duration = .seconds(300),
        clock: any WebhookClock = SystemClock()
    ) {
        keys = secrets.compactMap { try? HMACSHA256(key: $0.key(in: scheme.keyForm)) }
        self.scheme = scheme
        headerNames = scheme.headerNames
        self.tolerance = max(tolerance, .zero)
        self.clock = clock
    }

    /// Checks a request; WebhookVerifier+Headers.swift has the forms that headers come in.
    ///
    /// - Parameter headers: the fields whose names say that they are the scheme's, in order.
    func verify(
        relevant headers: [HeaderField],
        body: [UInt8]
    ) throws(VerificationError) -> VerifiedMessage {
        guard !keys.isEmpty else { throw .noUsableSecret }
        let claim = try scheme.claim(in: headers)
        if let seconds = claim.timestamp { try checkAge(of: seconds) }
        guard matches(claim, body: body) else { throw .noMatchingSignature }
        return VerifiedMessage(
            id: claim.id,
            timestamp: claim.timestamp.map(Timestamp.init(secondsSinceEpoch:)),
            body: body
        )
    }

    /// Whether a field of this name, in any case, is one that the scheme reads.
    func reads(_ name: some StringProtocol) -> Bool {
        headerNames.contains(where: name.isFieldName)
    }

    /// Both sides of the window, in whole seconds as the schemes sign them.
    private func checkAge(of seconds: Int64) throws(VerificationError) {
        let now = clock.now.secondsSinceEpoch
        let age = Duration.seconds(now) - Duration.seconds(seconds)
        guard age <= tolerance else { throw .tooOld(age: age) }
        guard .zero - age <= tolerance else { throw .tooNew(ahead: .zero - age) }
    }

    /// Tries every key on every code, without stopping at a hit, so that time tells nothing.
    private func matches(_ claim: SignatureClaim, body: [UInt8]) -> Bool {
        var isMatch = false
        for key in keys {
            let expected = key.authenticationCode(for: [claim.signedPrefix, body])
            for code in claim.codes.prefix(SignatureClaim.maximumCodeCount) {
                let isEqual = expected.equalsInConstantTime(code)
                isMatch = isMatch || isEqual
            }
        }
        return isMatch
    }
}

extension WebhookVerifier: CustomStringConvertible, CustomReflectable {
    /// The scheme's headers; nothing of the secrets.
    public var description: String {
        "WebhookVerifier(\(headerNames.joined(separator: ", ")), \(keys.count) secrets)"
    }

    /// A mask, for `dump` and the debugger.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Timestamp {
    /// The instant of a signed time, at the last representable one where it would overflow.
    init(secondsSinceEpoch seconds: Int64) {
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        self.init(
            millisecondsSinceEpoch: overflow ? (seconds < 0 ? .min : .max) : milliseconds
        )
    }
}
