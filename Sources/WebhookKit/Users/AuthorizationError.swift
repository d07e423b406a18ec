/// Why a caller may not do what it asked for.
public enum AuthorizationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The organization has no such user.
    case unknownUser
    /// The user's account is not in use.
    case inactiveUser
    /// The user lacks the API User role.
    case missingRole

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .unknownUser: "the organization has no such user"
        case .inactiveUser: "the user is deactivated; activate the account first"
        case .missingRole: "the user needs the role \"\(Role.apiUser.name)\""
        }
    }
}
