#if canImport(WebhookKitCCurl)
package import WebhookKit
package import WebhookKitCCurl

/// What libcurl knows of an exchange that ended without a response.
///
/// A plain value, so that the rules that read it are a table.
package struct ExchangeEnding: Sendable {
    /// libcurl's result.
    package var code: CURLcode
    /// How far it had got.
    package var stage: ExchangeStage
    /// The same, as a timeout names it.
    package var phase: TransportFailure.Phase
    /// libcurl's words, which are the only place where the TLS library's reason stands.
    package var text = ""
    /// The system's error number of the last connecting; 0 for none.
    package var systemError: CInt = 0
    /// An address that the policy refused, though another may have been connected to.
    package var refused: HostAddress?
    /// What came of the proxy; nil without one.
    package var proxy: Proxy?
    /// Whether our own source address is of a family that none of the receiver's addresses has.
    package var hasOtherFamily = false
    /// Whether the receiver sent more headers than are read.
    package var hasEndlessHead = false

    package init(code: CURLcode, stage: ExchangeStage, phase: TransportFailure.Phase) {
        (self.code, self.stage, self.phase) = (code, stage, phase)
    }

    /// The address whose refusal ended the exchange.
    var refusal: HostAddress? { code == CURLE_COULDNT_CONNECT ? refused : nil }

    /// How a proxy took it.
    package struct Proxy: Sendable {
        /// Its answer to CONNECT; 0 without one.
        package var status = 0
        /// Whether that answer asks who we are.
        package var asksForCredentials = false
        /// Whether it has not even been connected to.
        package var isUnreached = false
        /// Whether it speaks HTTP and has neither answered CONNECT nor been given the request, so that
        /// the receiver has no part in it yet.
        package var isBeforeTunnel = false
        /// Whether TLS is spoken with it alone, because the receiver's URL is http.
        package var hasTLSAlone = false
        /// Whether it is a SOCKS proxy that says that the receiver cannot be reached.
        package var cannotReach = false

        package init() {}
    }
}
#endif
