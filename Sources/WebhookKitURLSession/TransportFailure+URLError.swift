import Foundation
package import WebhookKit

extension TransportFailure {
    /// Reads what URLSession says about a task that ended without a response.
    ///
    /// A task that was cancelled here has ended before, so an error that says so is the system's.
    package init(_ error: any Error) {
        let error = error as NSError
        let detail = "\(error.localizedDescription) (\(error.domain) \(error.code))"
        let kind = Self.kind(of: error)
        let mayBeOurs = [.connect, .unreachable, .reset, .dns, .protocolError].contains(kind)
        if mayBeOurs, let trouble = SystemTrouble.ofDescriptors() {
            // Said also when descriptors have run out.
            self.init(.local, "\(trouble): \(detail)")
        } else {
            self.init(kind, detail)
        }
    }

    /// Reads an error; never as ``Kind/local`` what a receiver or its URL can bring about, for that
    /// spends no round and is tried again and again (D-16).
    private static func kind(of error: NSError) -> Kind {
        if error.domain == NSPOSIXErrorDomain { return kind(ofSystem: CInt(clamping: error.code)) }
        guard error.domain == NSURLErrorDomain else { return .protocolError }
        switch error.code {
        case NSURLErrorCannotFindHost, NSURLErrorDNSLookupFailed:
            return .dns
        case NSURLErrorCannotConnectToHost:
            return unconnected(error)
        case NSURLErrorNotConnectedToInternet, NSURLErrorInternationalRoamingOff,
            NSURLErrorCallIsActive, NSURLErrorDataNotAllowed:
            return .noNetwork
        case NSURLErrorCannotLoadFromNetwork:
            return .unreachable
        case NSURLErrorNetworkConnectionLost:
            return .reset
        case NSURLErrorTimedOut:
            return .timeout(.unknown)
        case NSURLErrorBadURL:
            return .blockedDestination(nil)
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

    private static func kind(ofSystem code: CInt) -> Kind {
        if SystemTrouble.isLocal(code) { return .local }
        return switch code {
        case ECONNREFUSED: .connect
        case ETIMEDOUT: .unreachable
        case _ where SystemTrouble.isUnreachable(code):
            SystemTrouble.ofNetwork() == nil ? .unreachable : .noNetwork
        case ECONNRESET, ECONNABORTED, EPIPE, ENOTCONN: .reset
        default: .protocolError
        }
    }

    /// On Apple platforms the system's error number stands inside; elsewhere refused and unreachable
    /// are one.
    private static func unconnected(_ error: NSError) -> Kind {
        let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError
        let number = (inner ?? error).userInfo["_kCFStreamErrorCodeKey"] as? Int
        if let number, SystemTrouble.isUnreachable(CInt(clamping: number)) {
            return kind(ofSystem: CInt(clamping: number))
        }
        return SystemTrouble.ofNetwork() == nil ? .connect : .noNetwork
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
