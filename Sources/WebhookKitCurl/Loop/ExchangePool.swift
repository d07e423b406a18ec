import WebhookKit

/// The exchanges of one loop that are ready for another request, the latest used first.
final class ExchangePool: Sendable {
    private let options: EasyOptions
    private let most: Int
    private let idle = Locked<[Exchange]>([])

    /// Makes a pool that keeps no more exchanges than this.
    init(_ options: EasyOptions, most: Int) {
        self.options = options
        self.most = most
    }

    var connections: ConnectionTable { options.connections }

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
        guard exchange.end() else { return }
        idle.withLock { if $0.count < most { $0.append(exchange) } }
    }

    /// Lets go of all exchanges.
    func clear() {
        idle.withLock { $0 = [] }
    }
}
