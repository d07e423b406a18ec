public import WebhookKit

/// Sends webhooks with the system's libcurl.
public final class CurlTransport: WebhookTransport {
    /// Makes a transport with the default configuration.
    public init() {}

    /// Makes a transport.
    ///
    /// - Throws: ``CurlTransportError`` that names the field of the configuration that is wrong.
    public init(configuration: Configuration) throws(CurlTransportError) {}

    /// Sends the request.
    public func send(_ request: TransportRequest) async -> TransportOutcome {
        .failure(TransportFailure(.local, "not yet"))
    }
}
