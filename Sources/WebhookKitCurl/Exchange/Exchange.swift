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

/// One exchange with a receiver: an easy handle, and what has come of its request so far.
///
/// Used for one request after the other, by the thread of its loop alone: memory of libcurl's that went
/// from one thread to another would cost more than to use it.
final class Exchange {
    private(set) var easy: EasyHandle
    /// The call that it carries, while it is in a multi handle.
    private(set) var call: Call?

    let options: EasyOptions
    private var wantsFreshConnection = false
    private var isProxied: Bool { options.configuration.proxy != nil }
    var response = ResponseReader(bodyLimit: 0)
    var gate = ConnectGate(destination: nil)
    /// What carries the request; nil before it is known.
    var connection: ConnectionTable.Key?

    /// Makes an exchange for requests with these settings; nil when there is no memory.
    init?(_ options: EasyOptions) {
        guard let easy = EasyHandle() else { return nil }
        self.easy = easy
        self.options = options
    }

    /// Puts a call's request into the handle.
    ///
    /// - Throws: ``TransportFailure`` when libcurl does not take all of it.
    func begin(_ call: Call) throws(TransportFailure) {
        guard let prepared = call.prepared, let request = prepared.request else { return }
        self.call = call
        options.apply(to: easy)
        listen()
        unsafe easy.set(CURLOPT_CURLU, pointer: UnsafeRawPointer(prepared.url.pointer))
        // As it was judged: some versions of libcurl drop a question mark that nothing follows, others
        // write %2e as %2E. An HTTP proxy is given the whole URL.
        let proxy = options.configuration.proxy?.scheme
        if request.url.scheme == .https || proxy == nil || proxy == .socks5 {
            easy.set(CURLOPT_REQUEST_TARGET, request.url.pathAndQuery)
        }
        easy.set(prepared.body)
        unsafe easy.set(CURLOPT_HTTPHEADER, pointer: prepared.lines.head)
        if let trouble = easy.trouble { throw trouble }
        wantsFreshConnection = false
        response = ResponseReader(bodyLimit: request.bodyLimit)
        connection = nil
        gate = ConnectGate(destination: isProxied ? nil : request.destination)
    }

    /// Lets go of the call, so that nothing of it stays in memory; false when there is none for another.
    func end() -> Bool {
        call = nil
        response = ResponseReader(bodyLimit: 0)
        if CurlLibrary.running.mayReuseHandles {
            // Also begins libcurl's count of resends anew: it sends a request again when a kept
            // connection turns out to be dead, but in some versions only five times in a handle's life.
            easy.reset()
        } else {
            guard let fresh = EasyHandle() else { return false }
            easy = fresh
        }
        return true
    }

    /// Whether the request is to be performed again.
    ///
    /// Either libcurl was kept from using a connection that had something to read, and nothing has been
    /// sent. Or it has given up after five kept ones that had died or took no further request, as with
    /// receivers that end each HTTP/2 connection after a few: then the request gets a connection made
    /// for it, once. Like libcurl's own resends that may bring a receiver a duplicate.
    func wantsOtherConnection() -> Bool {
        guard !gate.hasRefusedInput else {
            gate.hasRefusedInput = false
            return true
        }
        guard !response.hasStarted, !wantsFreshConnection,
            easy.errorText.hasPrefix("Connection died, tried")
        else { return false }
        wantsFreshConnection = true
        easy.set(CURLOPT_FRESH_CONNECT, 1)
        return true
    }

    /// What came of it, once libcurl says that it is over.
    func answer(_ code: CURLcode) -> Answer {
        // A status stands whatever becomes of the body (SPEC D-2).
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
        let phase = phase
        return .failure(.late(phase, call?.limit))
    }

    private func ending(_ code: CURLcode) -> ExchangeEnding {
        ExchangeEnding(
            code: code,
            text: easy.errorText,
            systemError: systemError(code),
            refused: gate.refused,
            phase: phase,
            proxy: options.configuration.proxy.map(proxyEnding),
            hasEndlessHead: response.hasEndlessHead
        )
    }

    private func proxyEnding(_ proxy: EgressProxy) -> ExchangeEnding.Proxy {
        let status = easy.number(CURLINFO_HTTP_CONNECTCODE)
        let offersAuthentication = easy.number(CURLINFO_PROXYAUTH_AVAIL) != 0
        return ExchangeEnding.Proxy(
            status: status,
            asksForCredentials: status == 401 || status == 407 && offersAuthentication,
            isBeforeTunnel: proxy.scheme != .socks5 && status == 0 && !hasBegunToSend,
            hasTLSAlone: isPlain,
            cannotReach: Self.unreachable.contains(easy.number(CURLINFO_PROXY_ERROR))
        )
    }

    private func systemError(_ code: CURLcode) -> CInt {
        guard code == CURLE_COULDNT_CONNECT else { return 0 }
        if gate.systemError != 0 { return gate.systemError }
        let error = CInt(truncatingIfNeeded: easy.number(CURLINFO_OS_ERRNO))
        // With IPv6 it means that this machine has none, rather than that its ports are used up; and
        // which family a receiver has is its own choice.
        return error == EADDRNOTAVAIL && gate.hasOpenedIPv6 ? 0 : error
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

    /// Whether there is a connection over which the request can be sent.
    private var hasBegunToSend: Bool { easy.size(CURLINFO_PRETRANSFER_TIME_T) > 0 }

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
