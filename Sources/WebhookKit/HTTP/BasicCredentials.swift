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
    /// - Throws: ``FieldError`` with a field such as `credentials.password`; it never holds the text.
    public init(
        username: String,
        password: String,
        realm: String? = nil
    ) throws(FieldError) {
        try Self.check(username, "credentials.username")
        try Self.check(password, "credentials.password")
        guard !username.isEmpty || !password.isEmpty else {
            throw .init("credentials.username", "give a user name, a password, or both")
        }
        guard !username.utf8.contains(UInt8(ascii: ":")) else {
            throw .init("credentials.username", "colons cannot be sent; leave them out")
        }
        if let realm {
            try Self.check(realm, "credentials.realm")
            guard !realm.isEmpty else {
                throw .init("credentials.realm", "give a name, or nil for every request")
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
        _ field: String
    ) throws(FieldError) {
        guard text.utf8.count <= 1024 else {
            throw .init(field, "use at most 1,024 bytes")
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .init(field, "control characters cannot be sent; leave them out")
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
