/// Asks the host's directory for the owners of tokens: once for all who ask for the same one at once.
final class OwnerLookups: Sendable {
    /// What the directory says of a token's owner.
    struct Owner: Sendable {
        var email: ExactText?
        /// The uptime when the directory was asked; nil when there was no need.
        var asked: Duration?
        var isActive: Bool
        /// Whether there is such a user, and it is not active.
        var isInactive = false
    }

    private struct Key: Sendable, Hashable {
        let user: User.ID
        let organization: Organization
    }

    private let chapter: ChapterContext
    private let calls = SharedCalls<Key, Owner?>()

    init(chapter: ChapterContext) {
        self.chapter = chapter
    }

    /// The token's owner as of now.
    ///
    /// - Throws: `unavailable` when the directory does not answer: a token may belong to somebody who was
    ///   deactivated.
    func owner(of token: Token) async throws(AuthenticationError) -> Owner {
        guard let id = token.owner else { return Owner(asked: nil, isActive: true) }
        let key = Key(user: id, organization: token.scope.organization)
        let owner = await calls.value(for: key) { [chapter] in
            let asked = chapter.clock.uptime
            do {
                let user = try await chapter.users.user(key.user, in: key.organization)
                return Owner(
                    email: user.map { ExactText($0.email) },
                    asked: asked,
                    isActive: user?.isActive == true,
                    isInactive: user?.isActive == false
                )
            } catch {
                return nil
            }
        }
        guard let owner, let owner else { throw .unavailable }
        return owner
    }
}
