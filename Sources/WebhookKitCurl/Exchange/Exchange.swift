import WebhookKit
import WebhookKitCCurl

/// One exchange with a receiver: an easy handle, and what has come of its request so far.
///
/// Used for one request after the other.
///
/// `@unchecked Sendable`: the caller's task prepares it, the thread of a loop carries it out, and the
/// task has it back with the answer. Inbox and continuation hand it over.
final class Exchange: @unchecked Sendable {
    private(set) var easy: EasyHandle
    /// The call that it carries, while it is in a multi handle.
    var call: Call?

    private let url: ParsedURL
    private let lines = HeaderLines()
    private let options: EasyOptions
    private var bodyCount = 0
    private var isProxied: Bool { options.configuration.proxy != nil }
    fileprivate var response = ResponseReader(bodyLimit: 0)
    fileprivate var gate = ConnectGate(destination: nil)

    /// Makes an exchange for requests with these settings; nil when there is no memory.
    init?(_ options: EasyOptions) {
        guard let easy = EasyHandle(), let url = ParsedURL() else { return nil }
        self.easy = easy
        self.url = url
        self.options = options
        setUp()
    }

    private func setUp() {
        options.apply(to: easy)
        listen()
    }

    /// Prepares the handle for a request.
    ///
    /// - Throws: ``TransportFailure`` when it must not be sent.
    func begin(_ request: TransportRequest) throws(TransportFailure) {
        try url.read(request.url)
        unsafe easy.set(CURLOPT_CURLU, pointer: UnsafeRawPointer(url.pointer))
        easy.setBody(request.body)
        unsafe easy.set(CURLOPT_HTTPHEADER, pointer: lines.write(fields(of: request)))
        bodyCount = request.body.count
        response = ResponseReader(bodyLimit: request.bodyLimit)
        gate = ConnectGate(destination: isProxied ? nil : request.destination)
    }

    /// Lets go of the request, so that nothing of it stays in memory, and is ready for another; false
    /// when it must not be used again.
    func end() -> Bool {
        response = ResponseReader(bodyLimit: 0)
        if CurlLibrary.mayReuseHandles {
            // Also begins libcurl's count of resends anew: it sends a request again when a kept
            // connection turns out to be dead, but in some versions only five times in a handle's life.
            easy.reset()
        } else {
            guard let fresh = EasyHandle() else { return false }
            easy = fresh
        }
        setUp()
        return true
    }

    private func fields(of request: TransportRequest) -> [HTTPField] {
        var fields = request.headers
        func add(_ name: String, _ value: String) {
            if !fields.contains(where: { $0.isNamed(name) }) {
                fields.append(HTTPField(name, value))
            }
        }
        add("User-Agent", options.configuration.userAgent)
        add("Content-Type", "application/json")
        return fields
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
            systemError: gate.systemError != 0 || code != CURLE_COULDNT_CONNECT
                ? gate.systemError : CInt(truncatingIfNeeded: easy.number(CURLINFO_OS_ERRNO)),
            refused: gate.refused,
            phase: phase,
            proxy: isProxied
                ? ExchangeEnding.Proxy(
                    status: easy.number(CURLINFO_HTTP_CONNECTCODE),
                    cannotReach: Self.unreachable.contains(easy.number(CURLINFO_PROXY_ERROR))
                ) : nil,
            hasEndlessHead: response.hasEndlessHead
        )
    }

    /// The replies of SOCKS 5 that are about the receiver (RFC 1928, section 6).
    private static let unreachable = Set(
        [
            CURLPX_REPLY_CONNECTION_REFUSED, CURLPX_REPLY_GENERAL_SERVER_FAILURE,
            CURLPX_REPLY_HOST_UNREACHABLE, CURLPX_REPLY_NETWORK_UNREACHABLE,
            CURLPX_REPLY_TTL_EXPIRED,
        ].map { Int($0.rawValue) }
    )

    /// How far the request has got.
    private var phase: TransportFailure.Phase {
        guard easy.size(CURLINFO_PRETRANSFER_TIME_T) == 0 else {
            let isSent = response.hasStarted || easy.size(CURLINFO_SIZE_UPLOAD_T) >= bodyCount
            return isSent ? .response : .send
        }
        if easy.size(CURLINFO_NAMELOOKUP_TIME_T) == 0 { return .lookup }
        return easy.size(CURLINFO_CONNECT_TIME_T) == 0 ? .connect : .handshake
    }
}

// MARK: Callbacks

extension Exchange {
    /// Has libcurl call this exchange; the handle is freed with it, so no call comes later.
    private func listen() {
        let user = unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        unsafe easy.set(CURLOPT_PRIVATE, pointer: user)
        unsafe easy.set(CURLOPT_HEADERDATA, pointer: user)
        unsafe easy.set(CURLOPT_WRITEDATA, pointer: user)
        unsafe easy.set(CURLOPT_OPENSOCKETDATA, pointer: user)
        unsafe webhookkit_set_bytes_callback(easy.pointer, CURLOPT_HEADERFUNCTION, takeLine)
        unsafe webhookkit_set_bytes_callback(easy.pointer, CURLOPT_WRITEFUNCTION, takeBody)
        unsafe webhookkit_set_socket_callback(easy.pointer, openSocket)
    }

    fileprivate static func at(_ user: UnsafeMutableRawPointer?) -> Exchange? {
        guard let user = unsafe user else { return nil }
        return unsafe Unmanaged<Exchange>.fromOpaque(user).takeUnretainedValue()
    }
}

private let takeLine:
    @convention(c) (
        UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?
    ) -> Int = { bytes, size, count, user in
        let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        guard let exchange = unsafe Exchange.at(user),
            unsafe exchange.response.readLine(line)
        else { return 0 }
        return line.count
    }

private let takeBody:
    @convention(c) (
        UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?
    ) -> Int = { bytes, size, count, user in
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        guard let exchange = unsafe Exchange.at(user),
            unsafe exchange.response.readBody(piece)
        else { return 0 }
        return piece.count
    }

private let openSocket:
    @convention(c) (
        UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?
    ) -> curl_socket_t = { user, _, address in
        let refused = curl_socket_t(-1)
        guard let exchange = unsafe Exchange.at(user), let address = unsafe address else {
            return refused
        }
        // The address is as long as it says, which for IPv6 is more than the field's type.
        let start = unsafe UnsafeRawPointer(address).advanced(by: addressOffset)
        let bytes = unsafe UnsafeRawBufferPointer(
            start: start,
            count: Int(address.pointee.addrlen)
        )
        let socket = unsafe exchange.gate.open(
            address.pointee.family,
            address.pointee.socktype,
            address.pointee.protocol,
            for: Array(bytes)
        )
        return socket ?? refused
    }

private let addressOffset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0

extension Exchange {
    /// The exchange that an easy handle belongs to.
    static func carrying(_ easy: UnsafeMutableRawPointer) -> Exchange? {
        var user: UnsafeMutableRawPointer?
        unsafe webhookkit_get_pointer(easy, CURLINFO_PRIVATE, &user)
        return unsafe at(user)
    }
}
