extension Token {
    /// What people choose of a token, and may edit.
    public struct Settings: Sendable, Hashable, Codable {
        /// What people call it; 1 to 200 UTF-8 bytes on one line.
        @ExactText public var name: String

        /// What it is for; 0 to 2,000 UTF-8 bytes.
        @ExactText public var description: String

        /// What it may do, as far as the host asks (T-9).
        public var permissions: Permissions

        /// When it stops; nil for never.
        public var expiresAt: Timestamp?

        var exactName: ExactText {
            get { _name }
            set { _name = newValue }
        }

        var exactDescription: ExactText {
            get { _description }
            set { _description = newValue }
        }
    }

    /// What a token may do; the host asks for it by ``Principal/require(_:)``.
    public enum Permissions: Sendable, Hashable {
        /// Everything that its owner may do.
        case all
        /// Nothing but this.
        case only(Set<Permission>)

        /// Whether the permission is among them.
        public func contains(_ permission: Permission) -> Bool {
            switch self {
            case .all: true
            case .only(let permissions): permissions.contains(permission)
            }
        }
    }

    /// One thing that a token may do, in the host's words: `orders:read`.
    ///
    /// ```swift
    /// extension Token.Permission {
    ///     static let readOrders: Self = "orders:read"
    /// }
    /// ```
    public struct Permission: Sendable, Hashable, Comparable, CustomStringConvertible {
        /// The host's name of it.
        public let name: String

        /// Checks and takes a name of 1 to 128 visible ASCII characters, quotes and `\` left out: what a
        /// scope of OAuth may be (RFC 6749 section 3.3).
        ///
        /// - Throws: ``FieldError`` with the field `permissions`.
        public init(_ name: String) throws(FieldError) {
            let isWellFormed = name.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
            guard (1...128).contains(name.utf8.count), isWellFormed else {
                throw FieldError(
                    "permissions",
                    "use 1 to 128 visible ASCII characters, without \" and \\, for a permission"
                )
            }
            self.name = name
        }

        /// The name.
        public var description: String { name }

        /// Orders by name.
        public static func < (lhs: Permission, rhs: Permission) -> Bool {
            lhs.name < rhs.name
        }
    }
}

extension Token.Permission: ExpressibleByStringLiteral {
    /// A permission that the source names.
    ///
    /// - Precondition: the literal is well-formed; for names from outside take ``init(_:)``, which throws.
    public init(stringLiteral name: StaticString) {
        do {
            try self.init(String(describing: name))
        } catch {
            preconditionFailure("\"\(name)\" is no name of a permission: \(error)")
        }
    }
}

extension Token.Permission: Codable {
    /// Reads and checks a name from a single string.
    public init(from decoder: any Decoder) throws {
        self = try decoder.singleValueContainer().decodeChecked { try Self($0) }
    }

    /// Writes the name as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

extension Token.Permissions: Codable {
    /// Reads a list of names; null stands for all.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self =
            container.decodeNil() ? .all : .only(try container.decode(Set<Token.Permission>.self))
    }

    /// Writes a list of names in their order; null for all.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .all: try container.encodeNil()
        case .only(let permissions): try container.encode(permissions.sorted())
        }
    }
}
