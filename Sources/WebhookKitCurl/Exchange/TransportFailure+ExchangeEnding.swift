#if canImport(WebhookKitCCurl)
package import WebhookKit
import WebhookKitCCurl

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

extension TransportFailure {
    /// Reads how an exchange ended.
    package init(_ ending: ExchangeEnding) {
        self.init(Self.kind(of: ending), Self.detail(of: ending))
    }

    private static func kind(of ending: ExchangeEnding) -> Kind {
        if let refused = ending.refusal { return .blockedDestination(refused) }
        if SystemTrouble.isLocal(ending.systemError) { return .local }
        if ending.code == CURLE_PROXY, let proxy = ending.proxy {
            return proxy.cannotReach ? .connect : .local
        }
        let isBeforeTunnel = ending.proxy?.isBeforeTunnel == true
        switch ResultMeaning(ending.code, at: ending.stage) {
        case .lookup:
            // No thread for the lookup, or no descriptor for asking the name server. Told by the
            // text's beginning, because it may end with the host's name.
            let isOurs =
                ending.text.hasPrefix("getaddrinfo() thread")
                || SystemTrouble.ofDescriptors() != nil
            return isOurs ? .local : .dns
        case .connect:
            return refusedTunnel(ending) ?? (ending.proxy == nil ? unconnected(ending) : .local)
        case .timeout:
            return ending.proxy?.isUnreached == true ? .local : .timeout(ending.phase)
        case .broken:
            return brokenConnection(ending)
        case .handshake:
            return brokenHandshake(ending)
        case .certificate:
            return tls(problem(in: ending.text), ending)
        case .clientCertificate:
            return tls(.clientCertificate, ending)
        case .url:
            return isBeforeTunnel ? .local : .blockedDestination(nil)
        case .nonsense:
            return isBeforeTunnel ? .local : .protocolError
        case .local:
            // Which family its addresses have is a receiver's own choice.
            let isTheirs = ending.code == CURLE_INTERFACE_FAILED && ending.hasOtherFamily
            return isTheirs && ending.proxy == nil ? .unreachable : .local
        }
    }

    /// Without a connection only the system's error number says whether anything came back.
    private static func unconnected(_ ending: ExchangeEnding) -> Kind {
        guard ending.systemError != ECONNREFUSED else { return .connect }
        let isRouteless = ending.systemError != ETIMEDOUT
        return isRouteless && SystemTrouble.ofNetwork() != nil ? .noNetwork : .unreachable
    }

    /// What a proxy's trouble or its answer to CONNECT means; nil when it had none. libcurl's code for it
    /// depends on the version.
    private static func refusedTunnel(_ ending: ExchangeEnding) -> Kind? {
        guard let proxy = ending.proxy else { return nil }
        // A proxy that refuses us is ours to mend; one that refuses or cannot reach the receiver tells
        // so. Smokescreen refuses receivers with 407, but offers no way to authenticate.
        if proxy.asksForCredentials || proxy.isBeforeTunnel { return .local }
        return proxy.status >= 300 ? .connect : nil
    }

    private static func brokenConnection(_ ending: ExchangeEnding) -> Kind {
        if let kind = refusedTunnel(ending) { return kind }
        let text = ending.text.lowercased()
        // With TLS 1.3 a receiver refuses our certificate after its side of the handshake is over.
        guard text.contains("alert") else { return .reset }
        return tls(problem(in: text), ending)
    }

    private static func brokenHandshake(_ ending: ExchangeEnding) -> Kind {
        let text = ending.text.lowercased()
        let breaks = ["ssl_error_syscall", "connection reset", "unexpected eof", "broken pipe"]
        guard breaks.contains(where: text.contains) else { return tls(problem(in: text), ending) }
        return ending.proxy?.isBeforeTunnel == true ? .local : .reset
    }

    /// What is wrong with the TLS of a proxy is ours to mend.
    private static func tls(_ problem: TLSProblem, _ ending: ExchangeEnding) -> Kind {
        guard let proxy = ending.proxy, proxy.isBeforeTunnel || proxy.hasTLSAlone else {
            return .tls(problem)
        }
        return .local
    }

    /// Finds the reason in the words of the TLS library, which has no other place for it that holds
    /// for OpenSSL, LibreSSL, GnuTLS and the rest.
    static func problem(in text: String) -> TLSProblem {
        let text = text.lowercased()
        return problems.first { text.contains($0.words) }?.problem ?? .handshake
    }

    /// The first words found decide, so special ones stand before general ones.
    private static let problems: [(words: String, problem: TLSProblem)] = [
        ("self-signed certificate in certificate chain", .untrusted),
        ("self signed certificate in certificate chain", .untrusted),
        ("self-signed certificate", .selfSigned),
        ("self signed certificate", .selfSigned),
        ("not yet valid", .notYetValid),
        ("has expired", .expired),
        ("alert certificate required", .clientCertificate),
        ("alert bad certificate", .clientCertificate),
        ("alert unknown ca", .clientCertificate),
        ("alert certificate unknown", .clientCertificate),
        ("alert certificate expired", .clientCertificate),
        ("alert unsupported certificate", .clientCertificate),
        ("alert access denied", .clientCertificate),
        ("subject name", .wrongHost),
        ("does not match target host", .wrongHost),
        ("hostname mismatch", .wrongHost),
        // After those whose text goes on with the host's name.
        ("revoked", .revoked),
        ("issuer certificate", .untrusted),
        ("unable to verify the first certificate", .untrusted),
        ("server certificate verification failed", .untrusted),
        ("invalid ca certificate", .untrusted),
        ("protocol version", .version),
        ("unsupported protocol", .version),
        ("wrong version number", .handshake),
    ]

    private static func detail(of ending: ExchangeEnding) -> String {
        if let refused = ending.refusal {
            return "The destination policy does not allow to connect to \(refused), which the "
                + "host's name has now. Use a host whose addresses are all allowed."
        }
        if ending.hasEndlessHead {
            return "The response has more than \(ResponseReader.mostHeaderBytes) bytes of headers."
        }
        let code = unsafe String(cString: curl_easy_strerror(ending.code))
        let text = ending.text.isEmpty ? code : ending.text
        // What a receiver sent may stand in it.
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.map(\.printable)))
        return "\(clean) (libcurl \(ending.code.rawValue))"
    }
}

extension Unicode.Scalar {
    fileprivate var printable: Unicode.Scalar {
        properties.generalCategory == .control ? " " : self
    }
}
#endif
