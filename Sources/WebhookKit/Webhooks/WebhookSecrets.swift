/// The secrets of one webhook in the clear; lives only in memory.
struct WebhookSecrets: Sendable, Hashable {
    var keys: SigningKeys
    var credentials: BasicCredentials?

    /// A length-prefixed form for the host's cipher.
    func encoded() -> [UInt8] {
        let keys = self.keys.encoded()
        var bytes: [UInt8] = [1]
        Self.append(keys, to: &bytes)
        if let credentials {
            bytes.append(credentials.realm == nil ? 1 : 2)
            Self.append(Array(credentials.username.utf8), to: &bytes)
            Self.append(Array(credentials.password.utf8), to: &bytes)
            if let realm = credentials.realm { Self.append(Array(realm.utf8), to: &bytes) }
        } else {
            bytes.append(0)
        }
        return bytes
    }

    /// Reads what ``encoded()`` wrote; nil when it is damaged or the cipher gave something else.
    init?(decoding bytes: [UInt8]) {
        var rest = bytes[...]
        guard rest.popFirst() == 1, let keys = Self.take(from: &rest),
            let decoded = try? SigningKeys(decoding: keys)
        else { return nil }
        self.keys = decoded
        guard let form = rest.popFirst(), form <= 2 else { return nil }
        guard form > 0 else {
            guard rest.isEmpty else { return nil }
            return
        }
        guard let username = Self.takeText(from: &rest), let password = Self.takeText(from: &rest)
        else { return nil }
        let realm = form == 2 ? Self.takeText(from: &rest) : nil
        guard (form == 2) == (realm != nil), rest.isEmpty else { return nil }
        credentials = try? BasicCredentials(
            username: username,
            password: password,
            realm: realm
        )
        if credentials == nil { return nil }
    }

    init(keys: SigningKeys, credentials: BasicCredentials?) {
        self.keys = keys
        self.credentials = credentials
    }

    private static func append(_ part: [UInt8], to bytes: inout [UInt8]) {
        let count = UInt32(clamping: part.count)
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: count >> UInt32(shift)))
        }
        bytes.append(contentsOf: part)
    }

    private static func take(from rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= 4 else { return nil }
        let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        // Where Int has 32 bits, a damaged count can come out negative.
        guard (0...rest.count).contains(count) else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    private static func takeText(from rest: inout ArraySlice<UInt8>) -> String? {
        take(from: &rest).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension WebhookSecrets: CustomStringConvertible, CustomReflectable {
    var description: String { "WebhookSecrets(***)" }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
