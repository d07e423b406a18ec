#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

/// What libcurl knows of an exchange that ended without a response.
///
/// A plain value, so that the rules that read it are a table.
struct ExchangeEnding {
    /// libcurl's result.
    var code: CURLcode
    /// libcurl's words, which are the only place where the TLS library's reason stands.
    var text: String
    /// The system's error number of the last connecting; 0 for none.
    var systemError: CInt
    /// An address that the policy refused, though another may have been connected to.
    var refused: IPAddress?
    /// How far it had got.
    var phase: TransportFailure.Phase
    /// What came of the proxy; nil without one.
    var proxy: Proxy?
    /// Whether the receiver sent more headers than are read.
    var hasEndlessHead: Bool

    /// The address whose refusal ended the exchange.
    var refusal: IPAddress? { code == CURLE_COULDNT_CONNECT ? refused : nil }

    /// How a proxy took it.
    struct Proxy {
        /// Its answer to CONNECT; 0 without one.
        var status: Int
        /// Whether that answer asks who we are.
        var asksForCredentials: Bool
        /// Whether it speaks HTTP and has neither answered CONNECT nor been given the request, so that
        /// the receiver has no part in it yet.
        var isBeforeTunnel: Bool
        /// Whether TLS is spoken with it alone, because the receiver's URL is http.
        var hasTLSAlone: Bool
        /// Whether it is a SOCKS proxy that says that the receiver cannot be reached.
        var cannotReach: Bool
    }
}
#endif
