/// One challenge of a `WWW-Authenticate` header (RFC 9110 section 11.6.1).
package struct AuthenticationChallenge: Sendable, Hashable {
    /// The scheme in lower case, such as `basic`.
    package let scheme: String

    /// The parameters in order, names in lower case, quotes and escapes taken away.
    package fileprivate(set) var parameters: [HeaderField] = []

    /// Reads all challenges of one header value; any bytes may come in.
    ///
    /// Reading stops at the first byte that breaks the grammar. The challenge it belongs to is left
    /// out, because credentials go only where they are asked for beyond doubt.
    package static func parse(_ value: String) -> [AuthenticationChallenge] {
        var reader = ByteReader(value)
        var complete: [AuthenticationChallenge] = []
        var current: AuthenticationChallenge?
        while true {
            _ = reader.take { $0.isHTTPBlank || $0 == UInt8(ascii: ",") }
            guard !reader.isAtEnd else { return complete + (current.map { [$0] } ?? []) }
            let start = reader.position
            if let parameter = takeParameter(from: &reader) {
                guard current != nil else { return complete }
                current?.parameters.append(parameter)
            } else {
                reader.rewind(to: start)
                guard let challenge = takeStart(from: &reader) else { return complete }
                if let current { complete.append(current) }
                current = challenge
            }
            _ = reader.take(while: \.isHTTPBlank)
            guard reader.isAtEnd || reader.next == UInt8(ascii: ",") else { return complete }
        }
    }

    /// Says whether this asks for basic credentials of exactly that realm (W-5).
    ///
    /// A challenge with several realms is no match.
    package func offersBasic(realm: String) -> Bool {
        let realms = parameters.filter { $0.name == "realm" }
        guard scheme == "basic", realms.count == 1, let only = realms.first else { return false }
        return only.value.utf8.elementsEqual(realm.utf8)
    }

    /// A scheme with its lump or its first parameter, which follows without a comma.
    ///
    /// Nil when an equals sign shows that it is a broken parameter.
    private static func takeStart(from reader: inout ByteReader) -> AuthenticationChallenge? {
        var challenge = AuthenticationChallenge(scheme: reader.takeLowercasedToken())
        let blanks = reader.take(while: \.isHTTPBlank)
        guard !challenge.scheme.isEmpty, reader.next != UInt8(ascii: "=") else { return nil }
        guard !blanks.isEmpty, !takeToken68(from: &reader) else { return challenge }
        let start = reader.position
        if let parameter = takeParameter(from: &reader) {
            challenge.parameters.append(parameter)
        } else {
            reader.rewind(to: start)
        }
        return challenge
    }

    /// `name = value`, the value a token or quoted; nil when something else comes.
    private static func takeParameter(from reader: inout ByteReader) -> HeaderField? {
        let name = reader.takeLowercasedToken()
        _ = reader.take(while: \.isHTTPBlank)
        guard !name.isEmpty, reader.take(UInt8(ascii: "=")) else { return nil }
        _ = reader.take(while: \.isHTTPBlank)
        if reader.next == UInt8(ascii: "\"") {
            return takeQuoted(from: &reader).map { HeaderField(name, $0) }
        }
        let value = reader.take(while: \.isHTTPToken)
        return value.isEmpty ? nil : HeaderField(name, String(decoding: value, as: UTF8.self))
    }

    private static func takeQuoted(from reader: inout ByteReader) -> String? {
        var bytes: [UInt8] = []
        guard reader.take(UInt8(ascii: "\"")) else { return nil }
        while var byte = reader.take() {
            if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = reader.take() else { return nil }
                byte = escaped
            }
            guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else { return nil }
            bytes.append(byte)
        }
        return nil
    }

    /// Credentials of other schemes in one lump, such as Negotiate's; they are passed over.
    private static func takeToken68(from reader: inout ByteReader) -> Bool {
        let start = reader.position
        let body = reader.take { $0.isHTTPToken || $0 == UInt8(ascii: "/") }
        _ = reader.take { $0 == UInt8(ascii: "=") }
        let end = reader.position
        _ = reader.take(while: \.isHTTPBlank)
        if !body.isEmpty, reader.isAtEnd || reader.next == UInt8(ascii: ",") {
            return end > start
        }
        reader.rewind(to: start)
        return false
    }
}

extension Sequence<HeaderField> {
    /// Says whether any `WWW-Authenticate` field asks for basic credentials of that realm.
    package func offersBasic(realm: String) -> Bool {
        contains { field in
            field.isNamed("www-authenticate")
                && AuthenticationChallenge.parse(field.value).contains {
                    $0.offersBasic(realm: realm)
                }
        }
    }
}

extension ByteReader {
    fileprivate mutating func takeLowercasedToken() -> String {
        String(decoding: take(while: \.isHTTPToken).map(\.asciiLowercased), as: UTF8.self)
    }
}
