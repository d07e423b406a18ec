#if canImport(WebhookKitCCurl)
/// Why a transport, or a part of its configuration, cannot be made.
public struct CurlTransportError: Error, Sendable, Hashable {
    /// The field that is wrong; `libcurl` when it is the library that the process runs with.
    public let field: String

    /// What is wrong with it and what to do, for people; without secrets.
    public let message: String

    init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}

extension CurlTransportError: CustomStringConvertible {
    /// The field and the message.
    public var description: String { "Invalid \(field): \(message)" }
}
#endif
