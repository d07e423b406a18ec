/// Why a request was refused; for the host's eyes only (T-7).
///
/// The outside is told ``response(realm:)``, which is the same for all of them but ``unavailable``.
public enum AuthenticationError: String, Error, Sendable, Hashable, CaseIterable {
    /// The request shows nothing to authenticate with.
    case missing
    /// What it shows does not have the form of a token, or of a header that holds one.
    case malformed
    /// It shows several things to authenticate with.
    case severalCredentials
    /// The token was mistyped or cut, or is made up.
    case wrongChecksum
    /// The token is for another environment, such as a sandbox's in production.
    case otherEnvironment
    /// The scope has no such token: it was deleted, or belongs to another organization.
    case unknown
    /// The scope has such a token, but its secret is another.
    case wrongSecret
    /// The user name beside the token is neither its id nor its owner's e-mail address.
    case wrongUser
    /// The token is switched off.
    case inactive
    /// The token's time is over.
    case expired
    /// Another token has taken over from it.
    case superseded
    /// The user that the token belongs to is deactivated, or there is none any more.
    case ownerInactive
    /// Nobody can say now: the store or the directory failed, or too much is asked at once. Not cached.
    case unavailable
}

extension AuthenticationError: CustomStringConvertible {
    /// The reason's name.
    public var description: String { rawValue }
}

extension AuthenticationError {
    /// What to send: 401 and "unauthorized", whatever the reason; 503 when nobody can say.
    ///
    /// - Parameter realm: ``TokenService/Configuration/realm``.
    public func response(realm: String = "api") -> ServerResponse {
        guard self != .unavailable else {
            return ServerResponse(
                status: 503,
                text: "unavailable",
                headers: [HeaderField("Retry-After", "1")]
            )
        }
        // Bearer alone: with Basic, browsers would ask people for a password.
        return ServerResponse(
            status: 401,
            text: "unauthorized",
            headers: [HeaderField("WWW-Authenticate", "Bearer realm=\"\(realm)\"")]
        )
    }
}

/// A token may not do what the request asks for (T-9).
public struct MissingPermission: Error, Sendable, Hashable, CustomStringConvertible {
    /// What it lacks.
    public let permission: Token.Permission

    /// The permission.
    public var description: String { "the token lacks the permission \(permission)" }

    /// What to send: 403 and "forbidden".
    public var response: ServerResponse { ServerResponse(status: 403, text: "forbidden") }
}
