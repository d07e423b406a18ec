extension Scope {
    /// One of the separate worlds of an organization, such as production or sandbox.
    public struct Environment: Sendable, Hashable, Comparable, CustomStringConvertible {
        /// The name as it is stored.
        public let name: String

        /// Checks and takes a name, `[a-z0-9]{1,16}`.
        ///
        /// - Throws: ``FieldError`` with the field `environment`.
        public init(_ name: String) throws(FieldError) {
            try Self.rule.check(name)
            self.name = name
        }

        private init(known name: StaticString) {
            self.name = String(describing: name)
        }

        private static let rule = ScopeNameRule(
            field: "environment",
            maximumLength: 16,
            allowsHyphen: false
        )

        /// The environment that is live: `production`.
        public static let production = Environment(known: "production")

        /// The environment for trying things out: `sandbox`.
        public static let sandbox = Environment(known: "sandbox")

        /// The name.
        public var description: String {
            name
        }

        /// Orders by name.
        public static func < (lhs: Environment, rhs: Environment) -> Bool {
            lhs.name < rhs.name
        }
    }
}

extension Scope.Environment: Codable {
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
