/// The forms in which servers hold a request's headers, as in ``WebhookVerifier``. In all of them names
/// may be in any case and may come again.
extension TokenAuthenticator {
    /// Tells who a request comes from.
    ///
    /// - Parameter headers: All header fields of the request.
    /// - Throws: ``AuthenticationError``; send ``response(to:)``.
    public func authenticate(
        headers: some Sequence<HeaderField>
    ) async throws(AuthenticationError) -> Principal {
        var reader = reader
        for field in headers { reader.read(field.name, field.value) }
        return try await authenticate(reader)
    }

    /// Tells who a request comes from, whose headers are pairs of a name and a value, as SwiftNIO's are.
    ///
    /// - Parameter headers: All header fields of the request.
    /// - Throws: ``AuthenticationError``; send ``response(to:)``.
    public func authenticate<Name: StringProtocol, Value: StringProtocol>(
        headers: some Sequence<(name: Name, value: Value)>
    ) async throws(AuthenticationError) -> Principal {
        var reader = reader
        for (name, value) in headers { reader.read(name, value) }
        return try await authenticate(reader)
    }

    /// Tells who a request comes from, whose headers are pairs without labels.
    ///
    /// HTTPTypes' fields, which Hummingbird has, become such pairs in one line:
    ///
    /// ```swift
    /// try await authenticator.authenticate(headers: fields.lazy.map { ($0.name.rawName, $0.value) })
    /// ```
    ///
    /// - Parameter headers: All header fields of the request.
    /// - Throws: ``AuthenticationError``; send ``response(to:)``.
    public func authenticate<Name: StringProtocol, Value: StringProtocol>(
        headers: some Sequence<(Name, Value)>
    ) async throws(AuthenticationError) -> Principal {
        var reader = reader
        for (name, value) in headers { reader.read(name, value) }
        return try await authenticate(reader)
    }

    /// Tells who a request comes from, whose headers are a dictionary of values.
    ///
    /// - Parameter headers: All header fields of the request.
    /// - Throws: ``AuthenticationError``; send ``response(to:)``.
    public func authenticate(
        headers: [String: String]
    ) async throws(AuthenticationError) -> Principal {
        var reader = reader
        for (name, value) in headers { reader.read(name, value) }
        return try await authenticate(reader)
    }

    /// Tells who a request comes from, whose headers are a dictionary of lists.
    ///
    /// - Parameter headers: All header fields of the request.
    /// - Throws: ``AuthenticationError``; send ``response(to:)``.
    public func authenticate(
        headers: [String: some Sequence<String>]
    ) async throws(AuthenticationError) -> Principal {
        var reader = reader
        for (name, values) in headers {
            for value in values { reader.read(name, value) }
        }
        return try await authenticate(reader)
    }

    private var reader: PresentedCredential.Reader {
        PresentedCredential.Reader(apiKeyHeader: context.configuration.apiKeyHeader)
    }
}
