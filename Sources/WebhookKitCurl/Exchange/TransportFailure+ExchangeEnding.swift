#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

extension TransportFailure {
    /// Reads how an exchange ended.
    init(_ ending: ExchangeEnding) {
        self.init(Self.kind(of: ending), Self.detail(of: ending))
    }

    private static func kind(of ending: ExchangeEnding) -> Kind {
        if let refused = ending.refusal { return .blockedDestination(refused) }
        if SystemTrouble.isLocal(ending.systemError) { return .local }
        switch ending.code {
        case CURLE_COULDNT_RESOLVE_HOST:
            // No thread for the lookup, or no descriptor for asking the name server. Told by the
            // text's beginning, because it may end with the host's name.
            let isOurs =
                ending.text.hasPrefix("getaddrinfo() thread")
                || SystemTrouble.ofDescriptors() != nil
            return isOurs ? .local : .dns
        case CURLE_COULDNT_CONNECT:
            return refusedTunnel(ending) ?? (ending.proxy == nil ? .connect : .local)
        case CURLE_PROXY:
            return ending.proxy?.cannotReach == true ? .connect : .local
        case CURLE_OPERATION_TIMEDOUT:
            return .timeout(ending.phase)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            return brokenConnection(ending)
        case CURLE_SSL_CONNECT_ERROR:
            return brokenHandshake(ending)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED:
            return tls(problem(in: ending.text), ending)
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_FAILED_INIT, CURLE_INTERFACE_FAILED, CURLE_COULDNT_RESOLVE_PROXY,
            CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN,
            CURLE_URL_MALFORMAT:
            return .local
        case CURLE_SSL_CLIENTCERT:
            return .tls(.clientCertificate)
        case CURLE_OUT_OF_MEMORY where ending.phase != .send && ending.phase != .response:
            // Once the receiver can answer, it means a header line without end.
            return .local
        default:
            return ending.proxy?.isBeforeTunnel == true ? .local : .protocolError
        }
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
