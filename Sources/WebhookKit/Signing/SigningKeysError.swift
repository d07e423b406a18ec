/// Why secrets cannot be rotated, or stored ones cannot be read; it never contains a secret.
public enum SigningKeysError: Error, Sendable, Hashable {
    /// The overlap is negative or over 7 days.
    case invalidOverlap

    /// The switch time lies before the rotation or after the end of the overlap.
    case invalidSwitchTime

    /// The new secret is one that still signs.
    case secretInUse

    /// Ten old secrets still sign.
    case tooManyRetired

    /// The stored bytes are not what ``SigningKeys`` wrote.
    case damaged
}

extension SigningKeysError: CustomStringConvertible {
    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .invalidOverlap: "overlap: must be 0 to 7 days"
        case .invalidSwitchTime:
            "switchAt: must lie between the rotation and the end of the overlap"
        case .secretInUse: "secret: still signs for this webhook; generate a new one"
        case .tooManyRetired:
            "secret: 10 old ones still sign; wait until one expires, or revoke the old ones first"
        case .damaged: "signing keys: the stored bytes are damaged or were deciphered wrongly"
        }
    }
}
