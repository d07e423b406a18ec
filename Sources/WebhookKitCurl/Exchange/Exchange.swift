#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

/// One exchange with a receiver: an easy handle, and what has come of its request so far.
///
/// Used for one request after the other, by the thread of its loop alone: memory of libcurl's that went
/// from one thread to another would cost more than to use it.
final class Exchange {
    let easy: EasyHandle
    /// The call that it carries, while it is in a multi handle.
    private(set) var call: Call?

    let options: EasyOptions
    private var wantsFreshConnection = false
    var isProxied: Bool { options.configuration.proxy != nil }
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
        guard let prepared = call.prepared, let request = prepared.request else {
            throw .noMemory
        }
        self.call = call
        options.apply(to: easy)
        listen()
        unsafe easy.set(CURLOPT_CURLU, pointer: UnsafeRawPointer(prepared.url.pointer))
        if let target = target(of: request.url) { easy.set(CURLOPT_REQUEST_TARGET, target) }
        easy.set(prepared.body)
        unsafe easy.set(CURLOPT_HTTPHEADER, pointer: prepared.lines.head)
        if let trouble = easy.trouble { throw trouble }
        wantsFreshConnection = false
        response = ResponseReader(bodyLimit: request.bodyLimit)
        connection = nil
        gate = ConnectGate(destination: isProxied ? nil : request.destination)
    }

    /// The target as it was judged; nil when libcurl makes no other of it.
    ///
    /// Some versions drop a question mark that nothing follows, others write %2e as %2E.
    private func target(of url: WebhookURL) -> String? {
        let target = url.pathAndQuery
        guard target.utf8.last == UInt8(ascii: "?") || target.utf8.contains(UInt8(ascii: "%"))
        else { return nil }
        // An HTTP proxy is given the whole URL.
        let proxy = options.configuration.proxy?.scheme
        return url.scheme == .https || proxy == nil || proxy == .socks5 ? target : nil
    }

    /// Lets go of the call, so that nothing of it stays in memory; false when there is none for another.
    func end() -> Bool {
        call = nil
        response = ResponseReader(bodyLimit: 0)
        return easy.renew()
    }

    /// Whether the request is to be performed again, with what libcurl has said.
    ///
    /// Either libcurl was kept from using a connection that had something to read, and nothing has been
    /// sent. Or the kept connection died when the request was sent, or libcurl has given up after five
    /// kept ones that did or took no further request, as with receivers that end each HTTP/2 connection
    /// after a few: then the request gets a connection made for it, once. Like libcurl's own resends
    /// that may bring a receiver a duplicate.
    func wantsOtherConnection(after code: CURLcode) -> Bool {
        if gate.hasRefusedInput {
            gate.hasRefusedInput = false
            connection = nil
            return true
        }
        guard code == CURLE_SEND_ERROR, !response.hasStarted, !wantsFreshConnection,
            gate.opened.isEmpty || easy.errorText.hasPrefix("Connection died, tried")
        else { return false }
        wantsFreshConnection = true
        connection = nil
        easy.set(CURLOPT_FRESH_CONNECT, 1)
        return true
    }
}
#endif
