/// Who may manage what (W-11).
struct Authorization: Sendable {
    let context: ServiceContext

    /// Lets the host and active API Users of the organization pass.
    func check(_ actor: Caller, in scope: Scope) async throws {
        guard case .user(let id) = actor else { return }
        let found = try await context.call(.userDirectory) { [directory = context.directory] in
            try await directory.user(id, in: scope.organization)
        }
        guard let user = found else { throw AuthorizationError.unknownUser }
        guard user.isActive else { throw AuthorizationError.inactiveUser }
        guard user.roles.contains(.apiUser) else { throw AuthorizationError.missingRole }
    }
}

/// Why an actor may not do what it asked for.
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
