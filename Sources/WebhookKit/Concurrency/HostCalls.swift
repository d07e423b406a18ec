/// What became of a call of one of the host's ports.
enum HostAnswer<Value: Sendable>: Sendable {
    case value(Value)
    /// None came within the limit; the call was left alone.
    case late
    /// Too many calls hang: no further one was begun.
    case notBegun
}

/// Calls the host's ports so that none of them can hold up its caller for good.
///
/// A call that does not end at its limit is cancelled and left alone, at most so many of each port
/// (``AbandonedCalls``). Nothing here bounds the ``WebhookStore``, which is in the same transaction as
/// the work, nor the ``WebhookObserver``, which is called synchronously.
struct HostCalls: Sendable {
    private let clock: any WebhookClock
    private let counts: [HostPort: AbandonedCalls]

    /// How long managing calls wait for a port.
    static let limit: Duration = .seconds(15)

    init(clock: any WebhookClock, observer: any WebhookObserver) {
        self.clock = clock
        let pairs = HostPort.allCases.map { port in
            (port, AbandonedCalls { observer.observe(.callsAbandoned(port, count: $0)) })
        }
        counts = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// How many calls hang, by port; those without any are left out.
    var abandoned: [HostPort: Int] {
        counts.mapValues { max(0, $0.count) }.filter { $0.value > 0 }
    }

    /// What `body` gives within the limit.
    func result<Value: Sendable>(
        of port: HostPort,
        within limit: Duration,
        by deadlines: DeadlineKeeper,
        _ body: @escaping @Sendable () async -> Value
    ) async -> HostAnswer<Value> {
        guard let abandoned = counts[port] else { return .value(await body()) }
        return await deadlines.result(within: limit, counting: abandoned, of: body)
    }

    /// What `body` gives within the limit.
    ///
    /// - Parameter deadlines: keeps the limit; one is made for this call alone when nil.
    /// - Throws: ``HostPortTimeout``; `CancellationError` when the caller is cancelled and the port
    ///   does not care; what `body` throws.
    func callAsFunction<Value: Sendable>(
        _ port: HostPort,
        within limit: Duration = Self.limit,
        by deadlines: DeadlineKeeper? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let deadlines else {
            let own = DeadlineKeeper(clock: clock)
            return try await own.keep {
                await Result { try await self(port, within: limit, by: own, body) }
            }.get()
        }
        let answer = await result(of: port, within: limit, by: deadlines) { await Result(body) }
        switch answer {
        case .value(let value): return try value.get()
        case .late:
            try Task.checkCancellation()
            throw HostPortTimeout(port: port, limit: limit)
        case .notBegun: throw HostPortTimeout(port: port, limit: .zero)
        }
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
