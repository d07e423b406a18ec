import Foundation
import WebhookKit

extension TransportFailure {
    /// Reads what URLSession says about a task that ended without a response.
    init(_ error: any Error) {
        let error = error as NSError
        let detail = "\(error.localizedDescription) (\(error.domain) \(error.code))"
        let kind = Self.kind(of: error)
        let mayBeOurs = [.connect, .reset, .dns, .protocolError].contains(kind)
        if mayBeOurs, let trouble = SystemTrouble.ofDescriptors() {
            // Said also when descriptors have run out.
            self.init(.local, "\(trouble): \(detail)")
        } else {
            self.init(kind, detail)
        }
    }

    private static func kind(of error: NSError) -> Kind {
        guard error.domain == NSURLErrorDomain else { return .protocolError }
        switch error.code {
        case NSURLErrorCannotFindHost, NSURLErrorDNSLookupFailed:
            return .dns
        case NSURLErrorCannotConnectToHost, NSURLErrorNotConnectedToInternet:
            return .connect
        case NSURLErrorNetworkConnectionLost:
            return .reset
        case NSURLErrorTimedOut:
            return .timeout(.unknown)
        case NSURLErrorCancelled:
            return .cancelled
        case NSURLErrorBadURL:
            return .local
        #if canImport(Darwin)
            // App Transport Security: what the app says in its Info.plist, nothing of the receiver's.
            case NSURLErrorAppTransportSecurityRequiresSecureConnection:
                return .local
        #endif
        case NSURLErrorClientCertificateRequired...NSURLErrorSecureConnectionFailed:
            return .tls(problem(of: error.code))
        case NSURLErrorUnknown:
            return kind(ofText: error.localizedDescription)
        #if canImport(FoundationNetworking)
            // What becomes of curl's "empty reply"; elsewhere a reply that makes no sense.
            case NSURLErrorBadServerResponse:
                return .reset
        #endif
        default:
            return .protocolError
        }
    }

    private static func problem(of code: Int) -> TLSProblem {
        switch code {
        case NSURLErrorServerCertificateHasBadDate: .expired
        case NSURLErrorServerCertificateNotYetValid: .notYetValid
        case NSURLErrorServerCertificateHasUnknownRoot, NSURLErrorServerCertificateUntrusted:
            .untrusted
        case NSURLErrorClientCertificateRejected, NSURLErrorClientCertificateRequired:
            .clientCertificate
        default: .handshake
        }
    }

    /// On Linux everything that libcurl says about TLS is one code; only its text tells.
    private static func kind(ofText text: String) -> Kind {
        let text = text.lowercased()
        let words = ["ssl", "tls", "certificate", "handshake"]
        return words.contains { text.contains($0) } ? .tls(.handshake) : .protocolError
    }
}
