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
    /// The address that the policy refused.
    var refused: IPAddress?
    /// How far it had got.
    var phase: TransportFailure.Phase
    /// The proxy's answer to CONNECT; 0 without one.
    var proxyStatus: Int
    /// Whether the receiver sent more headers than are read.
    var hasEndlessHead: Bool
}
