import WebhookKit

/// The exchanges of one loop that are ready for another request, the latest used first.
final class ExchangePool: Sendable {
    private let options: EasyOptions
    private let idle = Locked<[Exchange]>([])

    init(_ options: EasyOptions) {
        self.options = options
    }

    /// Prepares an exchange for a request.
    ///
    /// - Throws: ``TransportFailure`` when there is no memory, or the request must not be sent.
    func prepare(_ request: TransportRequest) throws(TransportFailure) -> Exchange {
        guard let exchange = idle.withLock({ $0.popLast() }) ?? Exchange(options) else {
            throw .noMemory
        }
        try exchange.begin(request)
        return exchange
    }

    /// Takes an exchange back whose request is over or was never sent.
    func takeBack(_ exchange: Exchange) {
        if exchange.end() { idle.withLock { $0.append(exchange) } }
    }
}
