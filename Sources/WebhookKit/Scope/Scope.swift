/// The tenant that data belongs to: an organization in one environment.
///
/// It is part of every stored identity and of every query. Hosts with one tenant use ``default``.
public struct Scope: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
    /// Whose data it is.
    public let organization: Organization

    /// Which of the organization's worlds it is, such as production.
    public let environment: Environment

    /// Makes a scope of names that were checked before.
    public init(organization: Organization, environment: Environment = .production) {
        self.organization = organization
        self.environment = environment
    }

    /// The scope of hosts with one tenant: organization `default`, production.
    public static let `default` = Scope(organization: .default)

    /// Both names, as in `acme/production`.
    public var description: String {
        "\(organization)/\(environment)"
    }

    /// Orders by organization, then by environment.
    public static func < (lhs: Scope, rhs: Scope) -> Bool {
        lhs.organization == rhs.organization
            ? lhs.environment < rhs.environment : lhs.organization < rhs.organization
    }
}
