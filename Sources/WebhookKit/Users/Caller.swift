/// Who asks for a managing call (W-11).
public enum Caller: Sendable, Hashable {
    /// A person or integration; must be an active API User of the organization.
    case user(User.ID)
    /// The host's own trusted code.
    case host
}
