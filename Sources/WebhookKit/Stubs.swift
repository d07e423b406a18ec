public struct Organization: Sendable, Hashable, Codable { public let name: String }
public struct Environment: Sendable, Hashable, Codable {
    public let name: String; public static let production = Environment(name: "production")
}
public struct Scope: Sendable, Hashable, Codable, Comparable {
    public let organization: Organization; public let environment: Environment
    public static let `default` = Scope(
        organization: Organization(name: "default"),
        environment: .production
    )
    public static func < (l: Scope, r: Scope) -> Bool { l.organization.name < r.organization.name }
}
public struct EventType: Sendable, Hashable, Codable {
    public let name: String; public static let ping = EventType(name: "PING")
}
public struct ExtraHeaders: Sendable, Hashable, Codable { public let fields: [HTTPField] }
