/// Sends one HTTP request and says how it ended.
///
/// The contract, which `TransportConformance` of WebhookKitTesting checks:
/// - One call is one request on the wire at the most, except that a POST on a kept-alive connection
///   that died may be sent again. Never a redirect, never a retry, never a cookie.
/// - The deadline covers name lookup, connect, TLS, headers and body together. A status that came in
///   time stands even when the body then hangs, breaks off or is too long: it is cut and marked.
/// - The body is read to ``TransportRequest/bodyLimit`` and no further; memory stays bounded.
/// - Cancelling the task ends the call promptly. What it returns then is ignored.
/// - It never throws and never traps, whatever the receiver sends.
/// - Where it can judge addresses at connect, it asks ``TransportRequest/destination``; one that
///   cannot says so in its documentation, and the core has resolved and judged before (S-2).
public protocol WebhookTransport: Sendable {
    /// Sends the request.
    func send(_ request: TransportRequest) async -> TransportOutcome
}

/// One POST to send: complete, validated and signed.
public struct TransportRequest: Sendable {
    /// Where to.
    public var url: WebhookURL
    /// All headers but Host, Content-Length and Connection; names and values are clean (S-4).
    public var headers: [HeaderField]
    /// The body; send exactly these bytes.
    public var body: ArraySlice<UInt8>
    /// The time the whole exchange may take.
    public var deadline: Duration
    /// The most bytes of the response's body to read, ``WebhookLimits/responseBytesRead``.
    public var bodyLimit: Int
    /// Judges the addresses that are connected to.
    public var destination: DestinationPolicy
    /// The webhook it is for, by which a transport may choose a client certificate or the like.
    ///
    /// Nil where there is none, as in tests of a transport.
    public var webhookID: Webhook.ID?

    /// Makes a request.
    public init(
        url: WebhookURL,
        headers: [HeaderField],
        body: ArraySlice<UInt8>,
        deadline: Duration,
        bodyLimit: Int,
        destination: DestinationPolicy,
        webhookID: Webhook.ID? = nil
    ) {
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.bodyLimit = bodyLimit
        self.destination = destination
        self.webhookID = webhookID
    }
}

extension TransportRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// The URL and the headers' names; their values may be passwords and keys.
    public var description: String {
        "TransportRequest(\(url.string), \(headers.map(\.name)), \(body.count) bytes)"
    }

    /// The same.
    public var debugDescription: String { description }

    /// The same.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: ["url": url, "names": headers.map(\.name), "bytes": body.count]
        )
    }
}

/// How one request ended.
public enum TransportOutcome: Sendable {
    /// A status line and headers came in time.
    case response(TransportResponse)
    /// None came.
    case failure(TransportFailure)
}

/// A response as far as it was read.
public struct TransportResponse: Sendable, Hashable {
    /// The status, as received; may be outside 100 to 599.
    public var status: Int
    /// The headers in order; bytes that are not UTF-8 are repaired.
    public var headers: [HeaderField]
    /// The body up to the limit.
    public var body: [UInt8]
    /// Whether the body was cut at the limit, broke off, or was not over at the deadline.
    public var isTruncated: Bool

    /// Makes a response.
    public init(
        status: Int,
        headers: [HeaderField] = [],
        body: [UInt8] = [],
        isTruncated: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isTruncated = isTruncated
    }
}
