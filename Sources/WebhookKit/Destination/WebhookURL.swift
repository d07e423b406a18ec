/// The checked, canonical URL of a webhook (W-3).
///
/// Made by a strict RFC 3986 parser of WebhookKit's own, because the URL parsers of Foundation and
/// libcurl read hostile text differently. The typed text is not kept: what ``string`` gives is
/// what is stored, judged by the ``DestinationPolicy`` and sent.
///
/// The canonical form has scheme and host in lower case, no default port, IPv6 as in RFC 5952, and
/// a path of at least `/`. Path and query stay byte for byte as typed, but for characters outside
/// ASCII, which become escapes.
public struct WebhookURL: Sendable, Hashable {
    /// The longest URL that is taken, in bytes.
    public static let maximumLength = 2048

    /// How the request travels.
    public enum Scheme: String, Sendable, Hashable, Codable, CaseIterable {
        /// HTTP over TLS.
        case https
        /// HTTP in the clear; only where the destination policy allows it.
        case http

        /// The port used when the URL names none.
        public var defaultPort: Int {
            self == .https ? 443 : 80
        }
    }

    /// How the request travels.
    public let scheme: Scheme

    /// The receiving machine, by name or by address.
    public let host: Host

    /// The port in force, 1 to 65535; the scheme's default when the URL names none.
    public let port: Int

    /// The request target: path and query, at least `/`.
    public let pathAndQuery: String

    /// The canonical text of the whole URL, at most ``maximumLength`` bytes of ASCII.
    public let string: String

    init(scheme: Scheme, host: Host, port: Int, pathAndQuery: String) throws(FieldError) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.pathAndQuery = pathAndQuery
        let portText = port == scheme.defaultPort ? "" : ":\(port)"
        string = "\(scheme.rawValue)://\(host)\(portText)\(pathAndQuery)"
        // The canonical form may be one byte longer than the text it came from.
        guard string.utf8.count <= Self.maximumLength else { throw .urlTooLong }
    }

    /// The value of the `Host` header: the host, and the port unless it is the default.
    public var authority: String {
        port == scheme.defaultPort ? "\(host)" : "\(host):\(port)"
    }

    /// Whether both lead to the same server: scheme, host and port are equal.
    func isSameOrigin(as other: WebhookURL) -> Bool {
        (scheme, port) == (other.scheme, other.port) && host == other.host
    }

    /// Two URLs are equal when their canonical texts are.
    public static func == (lhs: WebhookURL, rhs: WebhookURL) -> Bool {
        lhs.string == rhs.string
    }

    /// Hashes the canonical text.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(string)
    }
}

extension WebhookURL: CustomStringConvertible {
    /// The canonical text.
    public var description: String { string }
}

extension WebhookURL: Codable {
    /// Reads a URL from a single string and checks it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(FieldError) {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: error.description
            )
        }
    }

    /// Writes the canonical text as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(string)
    }
}
