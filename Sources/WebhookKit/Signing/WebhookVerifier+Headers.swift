/// The forms in which servers hold a request's headers. In all of them names may be in any case and
/// may come again, and the body is any sort of bytes. Only the fields that the scheme reads are
/// copied.
extension WebhookVerifier {
    /// Checks a request.
    ///
    /// - Parameters:
    ///   - headers: All header fields of the request, in order; names in any case.
    ///   - body: The body's bytes exactly as received.
    /// - Returns: What was signed.
    /// - Throws: ``VerificationError`` naming the first check that failed.
    public func verify(
        headers: some Sequence<HeaderField>,
        body: some Sequence<UInt8>
    ) throws(VerificationError) -> VerifiedMessage {
        try verify(relevant: headers.filter { reads($0.name) }, body: Array(body))
    }

    /// Checks a request whose headers are pairs of a name and a value.
    ///
    /// SwiftNIO's `HTTPHeaders`, which Vapor has too, are such pairs.
    ///
    /// - Parameters:
    ///   - headers: All header fields of the request, in order; names in any case.
    ///   - body: The body's bytes exactly as received.
    /// - Returns: What was signed.
    /// - Throws: ``VerificationError`` naming the first check that failed.
    public func verify<Name: StringProtocol, Value: StringProtocol>(
        headers: some Sequence<(name: Name, value: Value)>,
        body: some Sequence<UInt8>
    ) throws(VerificationError) -> VerifiedMessage {
        var relevant: [HeaderField] = []
        for (name, value) in headers where reads(name) {
            relevant.append(HeaderField(String(name), String(value)))
        }
        return try verify(relevant: relevant, body: Array(body))
    }

    /// Checks a request whose headers are pairs without labels.
    ///
    /// HTTPTypes' fields, which Hummingbird has, become such pairs in one line:
    ///
    /// ```swift
    /// try verifier.verify(headers: fields.lazy.map { ($0.name.rawName, $0.value) }, body: body)
    /// ```
    ///
    /// - Parameters:
    ///   - headers: All header fields of the request, in order; names in any case.
    ///   - body: The body's bytes exactly as received.
    /// - Returns: What was signed.
    /// - Throws: ``VerificationError`` naming the first check that failed.
    public func verify<Name: StringProtocol, Value: StringProtocol>(
        headers: some Sequence<(Name, Value)>,
        body: some Sequence<UInt8>
    ) throws(VerificationError) -> VerifiedMessage {
        var relevant: [HeaderField] = []
        for (name, value) in headers where reads(name) {
            relevant.append(HeaderField(String(name), String(value)))
        }
        return try verify(relevant: relevant, body: Array(body))
    }

    /// Checks a request whose headers are a dictionary of values, such as `URLRequest` has.
    ///
    /// - Parameters:
    ///   - headers: All header fields of the request; names in any case.
    ///   - body: The body's bytes exactly as received.
    /// - Returns: What was signed.
    /// - Throws: ``VerificationError`` naming the first check that failed.
    public func verify(
        headers: [String: String],
        body: some Sequence<UInt8>
    ) throws(VerificationError) -> VerifiedMessage {
        var relevant: [HeaderField] = []
        for (name, value) in headers where reads(name) {
            relevant.append(HeaderField(name, value))
        }
        return try verify(relevant: relevant, body: Array(body))
    }

    /// Checks a request whose headers are a dictionary of lists: all values of a name, in order.
    ///
    /// - Parameters:
    ///   - headers: All header fields of the request; names in any case.
    ///   - body: The body's bytes exactly as received.
    /// - Returns: What was signed.
    /// - Throws: ``VerificationError`` naming the first check that failed.
    public func verify(
        headers: [String: some Sequence<String>],
        body: some Sequence<UInt8>
    ) throws(VerificationError) -> VerifiedMessage {
        var relevant: [HeaderField] = []
        for (name, values) in headers where reads(name) {
            for value in values { relevant.append(HeaderField(name, value)) }
        }
        return try verify(relevant: relevant, body: Array(body))
    }
}
