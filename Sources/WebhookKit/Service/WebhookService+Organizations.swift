/// What concerns whole organizations; for the host's own code, which answers for who may call it.
extension WebhookService {
    /// Deletes everything of an organization, in all its environments, for ever (W-11).
    ///
    /// - Returns: the number of webhooks that were deleted.
    @discardableResult
    public func deleteOrganization(_ organization: Organization) async throws -> Int {
        defer { tokenService.context.lookups.forgetAll() }
        return try await context.store.remove(.organization(organization))
    }

    /// Finds organizations where nobody would be told of a deactivation.
    ///
    /// - Returns: those of the given ones that have no active API User.
    public func organizationsWithoutRecipients(
        among organizations: some Sequence<Organization>
    ) async throws -> [Organization] {
        var result: [Organization] = []
        for organization in organizations
        where try await context.users.apiUsers(of: organization).isEmpty {
            result.append(organization)
        }
        return result
    }
}
