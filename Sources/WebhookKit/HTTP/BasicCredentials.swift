/// User name and password that a receiver asks for, by RFC 7617, and where they may be sent.
///
/// Everything but the realm is secret: some receivers take a key as the user name. Descriptions and
/// mirrors show a mask, and the type is not Codable (S-6).
public struct BasicCredentials: Sendable, Hashable {
    /// The user name; 0 to 1,024 bytes of UTF-8 without colons and control characters.
    @ExactText public private(set) var username: String

    /// The password; 0 to 1,024 bytes of UTF-8 without control characters.
    @ExactText public private(set) var password: String

    /// With a realm the credentials go only to challenges for it, without one to every request.
    ///
    /// 1 to 1,024 bytes of UTF-8 without control characters (W-5).
    public var realm: String? { exactRealm?.string }

    private let exactRealm: ExactText?

    /// Checks and takes credentials; user name and password are not both empty.
    ///
    /// - Throws: ``BasicCredentialsError`` that names the field.
    public init(
        username: String,
        password: String,
        realm: String? = nil
    ) throws(BasicCredentialsError) {
        try Self.check(username, .username)
        try Self.check(password, .password)
        guard !username.isEmpty || !password.isEmpty else {
            throw .init(field: .username, message: "give a user name, a password, or both")
        }
        guard !username.utf8.contains(UInt8(ascii: ":")) else {
            throw .init(field: .username, message: "colons cannot be sent; leave them out")
        }
        if let realm {
            try Self.check(realm, .realm)
            guard !realm.isEmpty else {
                throw .init(field: .realm, message: "give a name, or nil for every request")
            }
        }
        self.username = username
        self.password = password
        exactRealm = realm.map { ExactText($0) }
    }

    /// The value of the `Authorization` header; it is as secret as the password.
    package var headerValue: String {
        "Basic " + Base64.encode(Array("\(username):\(password)".utf8))
    }

    private static func check(
        _ text: String,
        _ field: BasicCredentialsError.Field
    ) throws(BasicCredentialsError) {
        guard text.utf8.count <= 1024 else {
            throw .init(field: field, message: "use at most 1,024 bytes")
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .init(field: field, message: "control characters cannot be sent; leave them out")
        }
    }
}

extension BasicCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// A mask and the realm.
    public var description: String {
        "BasicCredentials(***, realm: \(realm ?? "any"))"
    }

    /// A mask and the realm.
    public var debugDescription: String {
        description
    }

    /// The realm only.
    public var customMirror: Mirror {
        Mirror(self, children: ["realm": realm as Any])
    }
}

/// Why basic credentials are refused.
public struct BasicCredentialsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The parts of basic credentials.
    public enum Field: String, Sendable, Hashable {
        /// The user name.
        case username
        /// The password.
        case password
        /// The realm.
        case realm
    }

    /// The part at fault.
    public let field: Field

    /// Says what is wrong and what to do; it never contains the text.
    public let message: String

    /// The field and the message.
    public var description: String {
        "credentials.\(field.rawValue): \(message)"
    }
}
