import WebhookKit
import WebhookKitCurl
import WebhookKitTesting
import WebhookKitURLSession

/// The transports that can be checked.
enum Transport: String {
    case curl
    case urlsession

    var kit: TransportConformance {
        switch self {
        case .curl:
            TransportConformance { setup in
                var configuration = CurlTransport.Configuration()
                configuration.tls = try TLSSettings(setup.tls)
                let settings = try setup.tlsByWebhook.mapValues(TLSSettings.init)
                configuration.tlsForRequest = { $0.webhookID.flatMap { settings[$0] } }
                return try CurlTransport(configuration: configuration)
            }
        case .urlsession: TransportConformance { URLSessionTransport() }
        }
    }

    /// Promises that end the process instead of failing.
    func reasonNotToTry(_ promise: TransportPromise) -> String? {
        guard self == .urlsession else { return nil }
        #if !canImport(Darwin)
            switch promise {
            case .unfinishedHeadersAreFailure: return "FoundationNetworking traps the process"
            case .boundsMemoryOfTrailers: return "FoundationNetworking never comes back"
            default: break
            }
        #endif
        return nil
    }
}

extension TLSSettings {
    /// What a check of the kit asks for.
    fileprivate init(_ tls: TransportConformance.Setup.TLS) throws {
        self.init()
        if let authority = tls.authority {
            authorities = .systemAnd(try Certificates(pem: authority))
        }
        if let certificate = tls.clientCertificate, let key = tls.clientKey {
            clientCertificate = try ClientCertificate(
                certificates: try Certificates(pem: certificate),
                key: key
            )
        }
    }
}
