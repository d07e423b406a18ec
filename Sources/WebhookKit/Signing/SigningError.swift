/// Why a request cannot be signed.
public enum SigningError: Error, Sendable, Hashable {
    /// There is no secret to sign with.
    case noSecret

    /// A secret was made for a scheme with another form of key.
    case unsuitableSecret(SigningSecretError)

    /// The id is not 1 to 256 of `[A-Za-z0-9_-]`, and could be mistaken for what follows it.
    case invalidID

    /// The time lies before 1970 or has more than 15 digits.
    case invalidTimestamp
}

extension SigningError: CustomStringConvertible {
    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .noSecret: "secrets: empty; give at least one"
        case .unsuitableSecret(let reason):
            "secrets: made for another scheme (\(reason)); make a new one for this scheme"
        case .invalidID: "id: must be 1 to 256 of A-Z, a-z, 0-9, _ and -; no full stop, no blanks"
        case .invalidTimestamp: "timestamp: must lie after 1970; check the clock"
        }
    }
}
