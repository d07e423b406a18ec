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
/// Used for one request after the other.
///
/// `@unchecked Sendable`: a caller's task prepares it, and from then on the thread of a loop has it,
/// until it is back in the pool. Inbox and pool hand it over.
final class Exchange: @unchecked Sendable {
    private(set) var easy: EasyHandle
    /// The call that it carries, while it is in a multi handle.
    var call: Call?

    private let url: ParsedURL
    private let lines = HeaderLines()
    let options: EasyOptions
    /// Whether the handle is without its options.
    private var isBlank = true
    private var bodyCount = 0
    private var wantsFreshConnection = false
    private var isProxied: Bool { options.configuration.proxy != nil }
    var response = ResponseReader(bodyLimit: 0)
    var gate = ConnectGate(destination: nil)
    /// What carries the request; nil before it is known.
    var connection: ConnectionTable.Key?

    /// Makes an exchange for requests with these settings; nil when there is no memory.
    init?(_ options: EasyOptions) {
        guard let easy = EasyHandle(), let url = ParsedURL() else { return nil }
        self.easy = easy
        self.url = url
        self.options = options
    }

    /// Prepares the handle for a request.
    ///
    /// - Throws: ``TransportFailure`` when it must not be sent.
    func begin(_ request: TransportRequest) throws(TransportFailure) {
        if isBlank {
            options.apply(to: easy)
            listen()
            isBlank = false
        }
        try url.read(request.url)
        unsafe easy.set(CURLOPT_CURLU, pointer: UnsafeRawPointer(url.pointer))
        // Some versions of libcurl drop a question mark that nothing follows.
        if !isProxied, request.url.pathAndQuery.utf8.last == UInt8(ascii: "?") {
            easy.set(CURLOPT_REQUEST_TARGET, request.url.pathAndQuery)
        }
        easy.setBody(request.body)
        unsafe easy.set(
            CURLOPT_HTTPHEADER,
            pointer: lines.write(request.headers, adding: options.defaultHeaders)
        )
        bodyCount = request.body.count
        wantsFreshConnection = false
        response = ResponseReader(bodyLimit: request.bodyLimit)
        connection = nil
        gate = ConnectGate(destination: isProxied ? nil : request.destination)
    }

    /// Lets go of the request, so that nothing of it stays in memory; false when there is none for
    /// another request.
    func end() -> Bool {
        call = nil
        response = ResponseReader(bodyLimit: 0)
        if CurlLibrary.mayReuseHandles {
            // Also begins libcurl's count of resends anew: it sends a request again when a kept
            // connection turns out to be dead, but in some versions only five times in a handle's life.
            easy.reset()
        } else {
            guard let fresh = EasyHandle() else { return false }
            easy = fresh
        }
        isBlank = true
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
    func outcome(_ code: CURLcode) -> TransportOutcome {
        // A status stands whatever becomes of the body (SPEC D-2).
        if let response = response.response(isWhole: code == CURLE_OK) {
            return .response(response)
        }
        // A connection that closes in the middle of the headers is a regular end to libcurl.
        let code = code == CURLE_OK ? CURLE_WEIRD_SERVER_REPLY : code
        return .failure(TransportFailure(ending(code)))
    }

    /// What came of it by the deadline.
    func outcomeAtDeadline() -> TransportOutcome {
        if let response = response.response(isWhole: false) { return .response(response) }
        let phase = phase
        return .failure(.late(phase, call?.request.deadline))
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
    var isPlain: Bool { call?.request.url.scheme == .http }

    /// Whether there is a connection over which the request can be sent.
    private var hasBegunToSend: Bool { easy.size(CURLINFO_PRETRANSFER_TIME_T) > 0 }

    /// How far the request has got.
    private var phase: TransportFailure.Phase {
        guard !hasBegunToSend else {
            let isSent = response.hasStarted || easy.size(CURLINFO_SIZE_UPLOAD_T) >= bodyCount
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
