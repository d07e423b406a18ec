#if canImport(WebhookKitCCurl)
import WebhookKit

/// Where tasks make their requests ready for a loop, with what earlier requests have left.
final class RequestPool: Sendable {
    /// Sent where a request has none of that name.
    private let defaultHeaders: [HeaderField]
    private let most: Int
    /// Nil when the loop has ended.
    private let idle = Locked<[PreparedRequest]?>([])

    /// Makes a pool that keeps no more than this for later requests.
    init(_ configuration: CurlTransport.Configuration, most: Int) {
        defaultHeaders = [
            HeaderField("User-Agent", configuration.userAgent),
            // For a POST libcurl would say that it is a form.
            HeaderField("Content-Type", "application/json"),
        ]
        self.most = most
    }

    /// Makes a request ready.
    ///
    /// - Throws: ``TransportFailure`` when there is no memory, or the request must not be sent.
    func prepare(_ request: TransportRequest) throws(TransportFailure) -> PreparedRequest {
        guard let prepared = idle.withLock({ $0?.popLast() }) ?? PreparedRequest() else {
            throw .noMemory
        }
        try prepared.begin(request, defaults: defaultHeaders)
        return prepared
    }

    /// Takes one back whose request is over or was never sent.
    func takeBack(_ prepared: PreparedRequest) {
        prepared.end()
        idle.withLock { if let count = $0?.count, count < most { $0?.append(prepared) } }
    }

    /// Lets go of all, and of those that come back later.
    func close() {
        idle.withLock { $0 = nil }
    }
}
#endif
