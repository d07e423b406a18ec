/// A secret that has a successor and still signs beside it for a while (G-3).
public struct RetiredSecret: Sendable, Hashable {
    /// The secret.
    public let secret: SigningSecret

    /// When its successor came.
    public let retiredAt: Timestamp

    /// From this instant on it signs nothing any more.
    public let expiresAt: Timestamp

    /// When schemes that hold one signature go over to the successor; never after `expiresAt`.
    public let switchAt: Timestamp

    init(secret: SigningSecret, retiredAt: Timestamp, expiresAt: Timestamp, switchAt: Timestamp) {
        self.secret = secret
        self.retiredAt = retiredAt
        self.expiresAt = expiresAt
        self.switchAt = switchAt
    }

    func switching(by latest: Timestamp) -> RetiredSecret {
        RetiredSecret(
            secret: secret,
            retiredAt: retiredAt,
            expiresAt: expiresAt,
            switchAt: min(switchAt, latest)
        )
    }
}
