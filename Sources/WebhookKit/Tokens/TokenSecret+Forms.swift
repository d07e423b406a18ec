/// The two forms in which a token is given out and sent (T-3). Each is as secret as the token.
extension TokenSecret {
    /// As an HTTP header: `Authorization: Bearer whk_…`.
    public func bearerHeader() -> HeaderField {
        HeaderField("Authorization", "Bearer " + reveal())
    }

    /// As an HTTP header of the host's choice, such as `X-API-Key: whk_…`.
    ///
    /// - Parameter name: ``TokenService/Configuration/apiKeyHeader``.
    public func header(named name: String) -> HeaderField {
        HeaderField(name, reveal())
    }

    /// As user name and password, for clients that know basic authentication.
    ///
    /// - Parameter username: the token's id when nil; the owner's e-mail address is taken as well.
    /// - Throws: ``FieldError`` for a user name that cannot be sent.
    public func basicCredentials(username: String? = nil) throws(FieldError) -> BasicCredentials {
        try BasicCredentials(username: username ?? tokenID.string, password: reveal())
    }

    /// As an HTTP header of basic authentication: `Authorization: Basic …`.
    ///
    /// - Parameter username: as in ``basicCredentials(username:)``.
    /// - Throws: ``FieldError`` for a user name that cannot be sent.
    public func basicHeader(username: String? = nil) throws(FieldError) -> HeaderField {
        HeaderField("Authorization", try basicCredentials(username: username).headerValue)
    }
}
