#if canImport(WebhookKitCCurl)
public import WebhookKit

/// A proxy that requests leave by.
///
/// The proxy looks names up and connects, so the addresses it connects to are its business: the
/// destination policy judges what this machine resolves before, and cannot judge at connect. Let
/// the proxy refuse private addresses itself.
///
/// What breaks between this machine and the proxy, and a password that it does not take, is
/// `TransportFailure/Kind/local` and spends no round (D-16). To an http receiver an HTTP proxy passes
/// requests on without a tunnel, so there its own answers, such as 407 and 502, and its resets count as
/// the receiver's. Behind an https proxy, libcurl loses what is wrong with a receiver's certificate: the
/// attempt is a `TransportFailure/Kind/reset` or of `TransportFailure/TLSProblem/handshake` then.
public struct EgressProxy: Sendable, Hashable {
    /// How to speak with it.
    public enum Scheme: String, Sendable, Hashable, CaseIterable {
        /// HTTP, with CONNECT for https receivers (RFC 9110, section 9.3.6).
        case http
        /// The same over TLS.
        case https
        /// SOCKS 5, which is given names to look up (RFC 1928).
        case socks5
    }

    let scheme: Scheme
    let host: String
    let port: Int
    let username: ExactText?
    let password: ExactText?

    /// Names a proxy.
    ///
    /// - Parameters:
    ///   - scheme: How to speak with it; HTTP by default.
    ///   - host: Its name, or its address (IPv6 in brackets).
    ///   - port: 1 to 65535.
    ///   - username: For basic authentication (RFC 7617) or SOCKS' own; nil, the default, for none.
    ///   - password: The same.
    /// - Throws: `FieldError` that names the field.
    public init(
        scheme: Scheme = .http,
        host: String,
        port: Int,
        username: String? = nil,
        password: String? = nil
    ) throws(FieldError) {
        let isHost = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
        guard isHost, !host.isEmpty, host.utf8.count <= 253 else {
            throw FieldError("host", "It is no host name or address of a proxy.")
        }
        guard (1...65535).contains(port) else {
            throw FieldError("port", "It must be from 1 to 65535.")
        }
        for (name, value) in [("username", username), ("password", password)] {
            guard !(value?.utf8.contains { $0 < 0x20 || $0 == 0x7F } ?? false) else {
                throw FieldError(name, "It holds control characters.")
            }
        }
        self.scheme = scheme
        self.host = host
        self.port = port
        self.username = username.map { ExactText($0) }
        self.password = password.map { ExactText($0) }
    }
}

extension EgressProxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Scheme, host and port.
    public var description: String { "\(scheme.rawValue)://\(host):\(port)" }

    /// The same.
    public var debugDescription: String { description }

    /// The same.
    public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
#endif
