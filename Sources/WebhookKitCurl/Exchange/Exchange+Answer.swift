#if canImport(WebhookKitCCurl)
import WebhookKit
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

/// What has come of an exchange.
extension Exchange {
    /// What came of it, once libcurl says that it is over.
    func answer(_ code: CURLcode) -> Answer {
        // A status stands whatever becomes of the body (D-2).
        if let response = response.response(isWhole: code == CURLE_OK) {
            return .response(response)
        }
        // A connection that closes in the middle of the headers is a regular end to libcurl.
        let code = code == CURLE_OK ? CURLE_WEIRD_SERVER_REPLY : code
        return .failure(TransportFailure(ending(code)))
    }

    /// What came of it by the deadline.
    func answerAtDeadline() -> Answer {
        if let response = response.response(isWhole: false) { return .response(response) }
        let late = TransportFailure.late(phase, call?.limit)
        // A proxy that cannot be reached is ours to mend.
        return .failure(hasNotReachedProxy ? TransportFailure(.local, late.detail) : late)
    }

    private func ending(_ code: CURLcode) -> ExchangeEnding {
        var ending = ExchangeEnding(code: code, stage: stage, phase: phase)
        ending.text = easy.errorText
        ending.systemError = systemError(code)
        ending.refused = gate.refused
        ending.proxy = options.configuration.proxy.map(proxyEnding)
        ending.hasOtherFamily = hasOtherFamily
        ending.hasEndlessHead = response.hasEndlessHead
        return ending
    }

    private func proxyEnding(_ proxy: EgressProxy) -> ExchangeEnding.Proxy {
        let status = easy.number(CURLINFO_HTTP_CONNECTCODE)
        let offersAuthentication = easy.number(CURLINFO_PROXYAUTH_AVAIL) != 0
        var ending = ExchangeEnding.Proxy()
        ending.status = status
        ending.asksForCredentials = status == 401 || status == 407 && offersAuthentication
        ending.isUnreached = hasNotReachedProxy
        ending.isBeforeTunnel = proxy.scheme != .socks5 && status == 0 && !hasBegunToSend
        ending.hasTLSAlone = isPlain
        ending.cannotReach = Self.unreachable.contains(easy.number(CURLINFO_PROXY_ERROR))
        return ending
    }

    private func systemError(_ code: CURLcode) -> CInt {
        guard code == CURLE_COULDNT_CONNECT else { return 0 }
        if gate.systemError != 0 { return gate.systemError }
        let error = CInt(truncatingIfNeeded: easy.number(CURLINFO_OS_ERRNO))
        // With IPv6 it means that this machine has none, rather than that its ports are used up; and
        // which family a receiver has is its own choice.
        return error == EADDRNOTAVAIL && gate.hasOpenedIPv6 ? 0 : error
    }

    /// Whether requests leave by an address of a family that the receiver has none of.
    private var hasOtherFamily: Bool {
        guard case .address(let source) = options.configuration.source else { return false }
        return switch source {
        case .v4: gate.hasOpenedIPv6 && !gate.hasOpenedIPv4
        case .v6: gate.hasOpenedIPv4 && !gate.hasOpenedIPv6
        }
    }

    /// The replies of SOCKS 5 that are about the receiver (RFC 1928, section 6).
    private static let unreachable = Set(
        [
            CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED, CURLPX_REPLY_CONNECTION_REFUSED,
            CURLPX_REPLY_GENERAL_SERVER_FAILURE, CURLPX_REPLY_HOST_UNREACHABLE,
            CURLPX_REPLY_NETWORK_UNREACHABLE, CURLPX_REPLY_NOT_ALLOWED, CURLPX_REPLY_TTL_EXPIRED,
        ].map { Int($0.rawValue) }
    )

    /// Whether the request goes to the receiver without TLS.
    var isPlain: Bool { call?.url.scheme == .http }

    /// Whether there is a connection over which the request can be sent, through all proxies.
    private var hasBegunToSend: Bool { connection != nil }

    private var stage: ExchangeStage {
        if response.hasStarted { return .answer }
        if hasBegunToSend { return .request }
        return phase == .handshake ? .handshake : .connecting
    }

    /// How far the request has got.
    private var phase: TransportFailure.Phase {
        guard !hasBegunToSend else {
            let isSent =
                response.hasStarted
                || easy.size(CURLINFO_SIZE_UPLOAD_T) >= call?.prepared?.body.count ?? 0
            return isSent ? .response : .send
        }
        if easy.size(CURLINFO_NAMELOOKUP_TIME_T) == 0 { return .lookup }
        // libcurl tells time and address of a connection only after the handshake, if its version wants.
        return gate.hasConnected && !isWaitingForProxy ? .handshake : .connect
    }

    /// Whether a proxy is all that there was to be connected to, and was not.
    private var hasNotReachedProxy: Bool {
        // With HTTP/2 a request may wait for another's connection, and open none.
        let isOwn = options.configuration.httpVersion == .http1 || !gate.opened.isEmpty
        return isProxied && isOwn && !hasBegunToSend && !gate.hasConnected
    }

    /// Whether a proxy that is connected is known to have no connection to the receiver yet.
    ///
    /// libcurl does not tell when a SOCKS proxy has one.
    private var isWaitingForProxy: Bool {
        switch options.configuration.proxy?.scheme {
        case .http, .https: easy.number(CURLINFO_HTTP_CONNECTCODE) == 0
        case .socks5: isPlain
        case nil: false
        }
    }
}
#endif
