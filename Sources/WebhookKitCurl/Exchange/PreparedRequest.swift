#if canImport(WebhookKitCCurl)
import WebhookKit

/// A request made ready for libcurl: its URL as libcurl reads it, its header lines and its body.
///
/// Used for one request after the other, so that the memory is there already. Small, because calls
/// that wait for a connection hold theirs.
///
/// `@unchecked Sendable`: a caller's task prepares it, and from then on the thread of a loop has it,
/// until it is back in the pool. Inbox and pool hand it over.
final class PreparedRequest: @unchecked Sendable {
    let url: ParsedURL
    let lines = HeaderLines()
    let body = RequestBody()
    /// The request; nil while there is none.
    private(set) var request: TransportRequest?

    /// Makes one without a request; nil when there is no memory.
    init?() {
        guard let url = ParsedURL() else { return nil }
        self.url = url
    }

    /// Takes a request.
    ///
    /// - Parameter defaults: headers that are sent where the request has none of that name.
    /// - Throws: ``TransportFailure`` when it must not be sent.
    func begin(_ request: TransportRequest, defaults: [HeaderField]) throws(TransportFailure) {
        try url.read(request.url)
        lines.write(request.headers, adding: defaults)
        body.write(request.body)
        self.request = request
    }

    /// Lets go of the request. Only the URL stays until the next one, which often has the same.
    func end() {
        request = nil
        lines.clear()
        body.clear()
    }
}
#endif
