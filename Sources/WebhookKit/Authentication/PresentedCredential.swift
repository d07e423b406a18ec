/// What a request shows to authenticate with, found in its headers.
///
/// Any bytes may come; nothing here traps. Two things that differ are refused, since proxies, servers and
/// we might each believe another one.
struct PresentedCredential: Sendable {
    /// The token as it was shown, right or not.
    let secret: TokenSecret
    /// The user name beside it, where there was one.
    let username: ExactText?

    /// Longer values are refused before they are looked at: a token has 97 bytes, an address 254.
    static let longestValue = 1024

    /// Collects the fields that matter, one after another.
    struct Reader {
        let apiKeyHeader: String?
        private var authorizations: [String] = []
        private var keys: [String] = []

        init(apiKeyHeader: String?) {
            self.apiKeyHeader = apiKeyHeader
        }

        mutating func read(_ name: some StringProtocol, _ value: some StringProtocol) {
            // More than two of a kind say no more than two do.
            if name.isFieldName("authorization") {
                if authorizations.count < 2 { authorizations.append(String(value)) }
            } else if let apiKeyHeader, name.isFieldName(apiKeyHeader), keys.count < 2 {
                keys.append(String(value))
            }
        }

        func credential() throws(AuthenticationError) -> PresentedCredential {
            guard authorizations.count < 2, keys.count < 2 else { throw .severalCredentials }
            let key = try keys.first.map { value throws(AuthenticationError) in
                PresentedCredential(secret: try parsed(trimmed(value)), username: nil)
            }
            guard let authorization = authorizations.first else {
                guard let key else { throw .missing }
                return key
            }
            let credential = try Self.credential(in: authorization)
            guard key.map({ $0.secret == credential.secret }) ?? true else {
                throw .severalCredentials
            }
            return credential
        }

        private static func credential(
            in value: String
        ) throws(AuthenticationError) -> PresentedCredential {
            let text = try trimmed(value)
            guard let end = text.firstIndex(where: \.isHTTPBlank) else { throw .malformed }
            let rest = text[end...].drop(while: \.isHTTPBlank)
            let scheme = String(decoding: text[..<end], as: UTF8.self)
            if scheme.isFieldName("bearer") {
                return PresentedCredential(secret: try parsed(rest), username: nil)
            }
            // The user name has no colon, a password may (RFC 7617).
            guard scheme.isFieldName("basic"), let pair = Base64.decode(rest),
                let colon = pair.firstIndex(of: UInt8(ascii: ":"))
            else { throw .malformed }
            let username = String(decoding: pair[..<colon], as: UTF8.self)
            return PresentedCredential(
                secret: try parsed(pair[(colon + 1)...]),
                username: ExactText(username)
            )
        }
    }
}

private func trimmed(_ value: String) throws(AuthenticationError) -> ArraySlice<UInt8> {
    guard value.utf8.count <= PresentedCredential.longestValue else { throw .malformed }
    return Array(value.utf8)[...].trimmed(while: \.isHTTPBlank)
}

private func parsed(_ text: ArraySlice<UInt8>) throws(AuthenticationError) -> TokenSecret {
    do throws(TokenSecret.Flaw) {
        return try TokenSecret(text)
    } catch {
        switch error {
        case .malformed: throw .malformed
        case .wrongChecksum: throw .wrongChecksum
        }
    }
}
