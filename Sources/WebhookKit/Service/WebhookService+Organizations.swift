/// What concerns whole organizations; for the host's own code, which answers for who may call it.
extension WebhookService {
    /// Deletes everything of an organization, in all its environments, for ever (W-11).
    ///
    /// A ``TokenService`` that was made apart from this one goes on taking the organization's tokens for as
    /// long as it remembers them, 60 s.
    ///
    /// - Returns: the number of webhooks that were deleted.
    /// - Throws: ``StoreError``; ``FieldError`` for the one name, `-webhookkit-`, under which WebhookKit keeps
    ///   what belongs to no tenant.
    @discardableResult
    public func deleteOrganization(_ organization: Organization) async throws -> Int {
        guard organization != .ofTheKit else {
            throw FieldError(
                "organization",
                "this name is WebhookKit's own; no customer may have it"
            )
        }
        defer { tokenService.context.lookups.forgetAll() }
        return try await context.store.remove(.organization(organization))
    }

    /// Finds organizations where nobody would be told of a deactivation (A-5).
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

    /// Finds organizations where too few people would be told of a deactivation: two are advised, so that
    /// one may be on holiday (A-5).
    ///
    /// - Parameters:
    ///   - organizations: those to look at.
    ///   - minimum: how many people it takes; 2.
    /// - Returns: those with fewer active API Users of different e-mail addresses, and how many there are.
    public func organizations(
        among organizations: some Sequence<Organization>,
        withFewerRecipientsThan minimum: Int = 2
    ) async throws -> [Organization: Int] {
        var result: [Organization: Int] = [:]
        for organization in organizations {
            let users = try await context.users.apiUsers(of: organization)
            let addresses = Set(
                users.lazy.map(\.email).filter { $0.utf8.contains(UInt8(ascii: "@")) }
                    .map { ExactText($0.lowercased()) }
            )
            if addresses.count < minimum { result[organization] = addresses.count }
        }
        return result
    }
}
