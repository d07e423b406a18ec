/// What the host's server sends back to a request that WebhookKit has judged.
public struct ServerResponse: Sendable, Hashable {
    /// The status code.
    public var status: Int
    /// The header fields; `Content-Length` is left to the server.
    public var headers: [HeaderField]
    /// The body.
    public var body: [UInt8]

    /// Puts a response together.
    public init(status: Int, headers: [HeaderField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A short text that no cache keeps.
    init(status: Int, text: String, headers: [HeaderField] = []) {
        self.init(
            status: status,
            headers: [
                HeaderField("Content-Type", "text/plain; charset=utf-8"),
                HeaderField("Cache-Control", "no-store"),
            ] + headers,
            body: Array(text.utf8)
        )
    }
}
