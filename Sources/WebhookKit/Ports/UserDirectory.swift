/// The host's users, as far as WebhookKit needs them.
///
/// Answers may be cached by the host; a deactivation that is seen late takes effect late. A call that
/// takes longer than 15 seconds is cancelled and left alone: ``HostPortTimeout``.
public protocol UserDirectory: Sendable {
    /// The user with this id in the organization; nil when there is none.
    func user(_ id: User.ID, in organization: Organization) async throws -> User?

    /// The active users of the organization that have the API User role, in any order.
    func apiUsers(of organization: Organization) async throws -> [User]
}
