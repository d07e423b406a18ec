/// The secrets of one webhook: the current one and those that sign beside it (G-3).
///
/// A pure value without a clock. It holds secrets, so it is not Codable.
public struct SigningKeys: Sendable, Hashable {
    /// How many old secrets may sign beside the current one.
    public static let maximumRetiredCount = 10

    /// The longest overlap, 7 days.
    public static let maximumOverlap: Duration = .seconds(7 * 24 * 3600)

    /// The overlap that a rotation has by default, 24 hours.
    public static let defaultOverlap: Duration = .seconds(24 * 3600)

    /// The newest secret.
    public let current: SigningSecret

    /// Old secrets, the one retired last first; some may have expired meanwhile.
    public let retired: [RetiredSecret]

    /// Starts with one secret.
    public init(_ current: SigningSecret) {
        self.init(current: current, retired: [])
    }

    init(current: SigningSecret, retired: [RetiredSecret]) {
        self.current = current
        self.retired = retired
    }

    /// Puts a new secret in front; the one it follows signs beside it until the overlap ends.
    ///
    /// Expired secrets are dropped. When ten old ones still sign, the rotation is refused rather
    /// than one of them dropped: a receiver may still rely on each until its promised end.
    ///
    /// - Parameters:
    ///   - secret: The new secret, one that does not sign already.
    ///   - now: The time of the rotation.
    ///   - overlap: 0 to 7 days, 24 hours by default. Zero ends the followed secret at once; those
    ///     retired before keep their time, see ``revokingRetired()``.
    ///   - switchAt: For schemes that hold one signature: until then the followed secret signs
    ///     alone. From `now` to the end of the overlap, which is the default. It also ends what is
    ///     left of earlier switches.
    /// - Throws: ``FieldError`` with the field `secret`, `overlap` or `switchAt`.
    public func rotated(
        to secret: SigningSecret,
        at now: Timestamp,
        overlap: Duration = SigningKeys.defaultOverlap,
        switchAt: Timestamp? = nil
    ) throws(FieldError) -> SigningKeys {
        guard overlap >= .zero, overlap <= Self.maximumOverlap else {
            throw FieldError("overlap", "must be 0 to 7 days")
        }
        let end = now.advanced(by: overlap)
        let switchTime = switchAt ?? end
        guard switchTime >= now, switchTime <= end else {
            throw FieldError(
                "switchAt",
                "must lie between the rotation and the end of the overlap"
            )
        }
        let kept = retired.filter { $0.expiresAt > now }
        guard secret != current, !kept.contains(where: { $0.secret == secret }) else {
            throw FieldError("secret", "still signs for this webhook; generate a new one")
        }
        var older = kept.map { $0.switching(by: switchTime) }
        if end > now {
            guard older.count < Self.maximumRetiredCount else {
                throw FieldError(
                    "secret",
                    "\(Self.maximumRetiredCount) old ones still sign; wait until one expires, "
                        + "or revoke the old ones first"
                )
            }
            let followed = RetiredSecret(
                secret: current,
                retiredAt: now,
                expiresAt: end,
                switchAt: switchTime
            )
            older.insert(followed, at: 0)
        }
        return SigningKeys(current: secret, retired: older)
    }

    /// The current secret alone: every old one, for instance a stolen one, stops at once.
    public func revokingRetired() -> SigningKeys {
        SigningKeys(current)
    }

    /// The secrets to sign with, newest first, never empty.
    ///
    /// Old secrets that do not fit the scheme are left out: those from before a change of scheme
    /// verify nothing any more.
    ///
    /// - Parameters:
    ///   - now: The time of the attempt.
    ///   - scheme: One that holds a single signature gets a single secret: the old one until the
    ///     switch time, then the new one.
    public func active(at now: Timestamp, for scheme: SignatureScheme) -> [SigningSecret] {
        let form = scheme.scheme.keyForm
        if scheme.holdsManySignatures {
            return [current]
                + retired.filter { now < $0.expiresAt && $0.secret.fits(form) }.map(\.secret)
        }
        // Each retired secret gives way to the one before it in the list.
        let notSwitched = retired.prefix { now < $0.switchAt }
        return [notSwitched.last { $0.secret.fits(form) }?.secret ?? current]
    }

    /// When the answer of ``active(at:for:)`` changes next, so that a prepared signer can be kept.
    public func nextChange(after now: Timestamp, for scheme: SignatureScheme) -> Timestamp? {
        let changes = retired.map { scheme.holdsManySignatures ? $0.expiresAt : $0.switchAt }
        return changes.filter { $0 > now }.min()
    }
}
