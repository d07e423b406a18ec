/// A customer of the host, whose data no other customer sees.
public struct Organization: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The name as it is stored.
    public let name: String

    /// Checks and takes a name, `[a-z0-9-]{1,64}`.
    ///
    /// - Throws: ``FieldError`` with the field `organization`.
    public init(_ name: String) throws(FieldError) {
        try Self.rule.check(name)
        self.name = name
    }

    private init(known name: StaticString) {
        self.name = String(describing: name)
    }

    private static let rule = ScopeNameRule(
        field: "organization",
        maximumLength: 64,
        allowsHyphen: true
    )

    /// The organization of hosts with one tenant: `default`.
    public static let `default` = Organization(known: "default")

    /// Where rows stand that belong to no tenant, such as the queue of all tenants' work: ``RowQueue``.
    ///
    /// No host's customer may be called so: ``WebhookService/deleteOrganization(_:)`` refuses it.
    package static let ofTheKit = Organization(known: "-webhookkit-")

    /// The name.
    public var description: String {
        name
    }

    /// Orders by name.
    public static func < (lhs: Organization, rhs: Organization) -> Bool {
        lhs.name < rhs.name
    }
}

extension Organization: Codable {
    /// Reads and checks a name from a single string.
    ///
    /// - Throws: `DecodingError.dataCorrupted` with the ``FieldError`` beneath it.
    public init(from decoder: any Decoder) throws {
        self = try decoder.singleValueContainer().decodeChecked { try Self($0) }
    }

    /// Writes the name as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
