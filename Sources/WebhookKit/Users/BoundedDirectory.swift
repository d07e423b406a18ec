/// The host's user directory, asked within a limit, and what it says about a caller.
struct BoundedDirectory: Sendable {
    let directory: any UserDirectory
    let call: HostCalls

    /// The user with this id; nil when the organization has none.
    func user(_ id: User.ID, in organization: Organization) async throws -> User? {
        try await call(.userDirectory) { [directory] in
            try await directory.user(id, in: organization)
        }
    }

    /// The active API Users of an organization.
    func apiUsers(of organization: Organization) async throws -> [User] {
        try await call(.userDirectory) { [directory] in
            try await directory.apiUsers(of: organization)
        }
    }

    /// Lets the host and active API Users of the organization pass (W-11).
    func authorize(_ caller: Caller, in organization: Organization) async throws {
        guard case .user(let id) = caller else { return }
        guard let user = try await user(id, in: organization) else {
            throw AuthorizationError.unknownUser
        }
        guard user.isActive else { throw AuthorizationError.inactiveUser }
        guard user.roles.contains(.apiUser) else { throw AuthorizationError.missingRole }
    }
}
