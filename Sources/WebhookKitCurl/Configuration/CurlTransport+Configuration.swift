#if canImport(WebhookKitCCurl)
public import WebhookKit

extension CurlTransport {
    /// How a transport connects. The defaults suit a server that sends to receivers on the Internet.
    public struct Configuration: Sendable {
        /// The versions of HTTP to choose from.
        public enum HTTPVersion: Sendable, Hashable, CaseIterable {
            /// HTTP/1.1 with every receiver.
            case http1
            /// HTTP/2 with receivers that offer it in the TLS handshake, else HTTP/1.1.
            case http2
        }

        /// Sent where a request has no User-Agent; `WebhookKit` by default.
        public var userAgent = "WebhookKit"

        /// HTTP/1.1 by default.
        ///
        /// HTTP/2 has many requests share one connection, but libcurl is slower there (27,000 against
        /// 44,000 requests a second on one core), and versions like 7.88 lose the status of a receiver
        /// that answers before it has read a large body: the attempt is a
        /// `TransportFailure/Kind/protocolError` then, and the next one a duplicate.
        public var httpVersion = HTTPVersion.http1

        /// The most requests under way to one host and port, at least 1; 256 by default.
        ///
        /// With HTTP/1.1 each has a connection of its own. Further requests wait, and their waiting
        /// counts against their deadline.
        public var connectionsPerHost = 256

        /// The most requests under way in all, at least 1; 1,024 by default.
        ///
        /// Also the most idle connections kept. Cut to half of the file descriptors that the process
        /// may open. Holds for each set of TLS settings and destination policy by itself, because those
        /// never share connections: with several in use, give a number that is right for each.
        public var connections = 1024

        /// How long an idle connection is kept, in whole seconds; 60 seconds by default.
        ///
        /// Many receivers close at about that time.
        public var idleTimeout = Duration.seconds(60)

        /// How long a connection is used at the most, in whole seconds; 10 minutes by default.
        ///
        /// So that receivers that move to another address are followed there.
        public var lifetime = Duration.seconds(600)

        /// The TLS settings of every request for which ``tlsForRequest`` gives none.
        public var tls = TLSSettings()

        /// Chooses the TLS settings of a request, such as a webhook's client certificate.
        ///
        /// Called once a request, on the caller's task; must be quick. Nil, or giving nil, means
        /// ``tls``. Give equal values as copies of one another, which compare fastest: each distinct
        /// value has connections and a thread of its own while it is in use.
        public var tlsForRequest: (@Sendable (TransportRequest) -> TLSSettings?)?

        /// The proxy that every request goes through; nil, the default, for none.
        ///
        /// Proxies named by environment variables are never used.
        public var proxy: EgressProxy?

        /// Where connections start from; nil, the default, leaves it to the system.
        public var source: EgressSource?

        /// Makes a configuration of defaults.
        public init() {}
    }
}
#endif
