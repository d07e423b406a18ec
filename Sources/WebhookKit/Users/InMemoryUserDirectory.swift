/// A directory for tests, examples and hosts without users of their own.
public final class InMemoryUserDirectory: UserDirectory {
    private let users: Locked<[Organization: [User.ID: User]]>

    /// Makes a directory with these users.
    public init(_ users: [Organization: [User]] = [:]) {
        self.users = Locked(
            users.mapValues { Dictionary($0.map { ($0.id, $0) }, uniquingKeysWith: { $1 }) }
        )
    }

    /// Adds a user or replaces the one with the same id.
    public func save(_ user: User, in organization: Organization) {
        users.withLock { $0[organization, default: [:]][user.id] = user }
    }

    /// The user with this id; nil when there is none.
    public func user(_ id: User.ID, in organization: Organization) -> User? {
        users.withLock { $0[organization]?[id] }
    }

    /// The active API Users, sorted by id.
    public func apiUsers(of organization: Organization) -> [User] {
        users.withLock { users in
            (users[organization] ?? [:]).values.filter(\.isActiveAPIUser).sorted { $0.id < $1.id }
        }
    }
}
