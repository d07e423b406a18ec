#if canImport(WebhookKitCCurl)
/// How receivers over https are trusted, and how the sender shows who it is.
///
/// Certificates and host names are always verified; there is no way to turn that off. An https proxy is
/// trusted by what stands in ``CurlTransport/Configuration/tls``, whatever a webhook's own settings say.
public struct TLSSettings: Sendable, Hashable {
    /// A version of TLS.
    public enum Version: String, Sendable, Hashable, CaseIterable {
        /// RFC 5246.
        case tls12
        /// RFC 8446.
        case tls13
    }

    /// Who may vouch for receivers.
    public enum Authorities: Sendable, Hashable {
        /// Those that the system's libcurl trusts.
        case system
        /// These beside the system's, such as a company's own.
        ///
        /// The system's are read from its file each time that connections begin after an idle time.
        case systemAnd(Certificates)
        /// These alone.
        ///
        /// Refused with a `FieldError` where the libcurl that runs cannot promise it: the one
        /// that macOS comes with asks the system too before it refuses a certificate.
        case only(Certificates)
    }

    /// Who may vouch for receivers; those of the system by default.
    public var authorities = Authorities.system

    /// The lowest version of TLS spoken; 1.2 by default.
    public var minimumVersion = Version.tls12

    /// What is shown to receivers that ask for a client certificate (mTLS); nothing by default.
    public var clientCertificate: ClientCertificate?

    /// Makes settings.
    public init(
        authorities: Authorities = .system,
        minimumVersion: Version = .tls12,
        clientCertificate: ClientCertificate? = nil
    ) {
        self.authorities = authorities
        self.minimumVersion = minimumVersion
        self.clientCertificate = clientCertificate
    }
}
#endif
