/// A webhook belongs to a user as long as that user is active.
extension Webhooks {
    /// Stops a webhook whose owner was deactivated while it was saved: whoever stopped that user's
    /// webhooks may not have seen it yet.
    func stopIfOrphaned(_ webhook: Webhook) async throws -> Webhook {
        guard let owner = webhook.owner, webhook.health.queuesEvents,
            // A directory that cannot say has said that the owner was active a moment ago.
            let user = try? await context.users.user(owner, in: scope.organization),
            !user.isActive
        else { return webhook }
        return try await update(
            webhook.id,
            .health(.deactivate(.ownerDeactivated), rules: context.rules(of: webhook))
        )
    }

    func checkOwner(_ owner: User.ID?) async throws {
        guard let owner else { return }
        guard try await context.users.user(owner, in: scope.organization)?.isActive == true else {
            throw FieldError(
                "owner",
                "choose an active user of the organization",
                code: .inactiveOwner
            )
        }
    }
}
