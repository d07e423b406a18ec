public import WebhookKit

/// A transport without a network: a script answers every request, and all requests are kept.
public final class ScriptedTransport: WebhookTransport {
    /// What a script answers.
    public enum Reply: Sendable {
        /// A response, after this time.
        case response(TransportResponse, after: Duration = .zero)
        /// A failure, after this time.
        case failure(TransportFailure.Kind, after: Duration = .zero)
        /// Nothing, until the request's deadline.
        case hang

        /// A response with a status and perhaps headers.
        public static func status(
            _ status: Int,
            headers: [HeaderField] = [],
            after: Duration = .zero
        ) -> Reply {
            .response(TransportResponse(status: status, headers: headers), after: after)
        }
    }

    /// A request with its place and time.
    public struct Call: Sendable {
        /// Counts the requests of the transport, from 0.
        public let index: Int
        /// Counts the requests to the same URL, from 0.
        public let indexAtURL: Int
        /// The wall time when it came.
        public let at: Timestamp
        /// The monotonic time when it came.
        public let uptime: Duration
        /// What was to be sent.
        public let request: TransportRequest
    }

    private struct State {
        var calls: [Call] = []
        var perURL: [WebhookURL: Int] = [:]
        var inFlight: [WebhookURL: Int] = [:]
        var mostInFlight: [WebhookURL: Int] = [:]
    }

    private let state = Locked(State())
    private let clock: any WebhookClock
    private let script: @Sendable (Call) -> Reply

    /// Makes a transport.
    ///
    /// - Parameters:
    ///   - clock: what replies that take time wait on.
    ///   - script: answers each request; 200 for all by default.
    public init(
        clock: any WebhookClock = SystemClock(),
        script: @escaping @Sendable (Call) -> Reply = { _ in .status(200) }
    ) {
        self.clock = clock
        self.script = script
    }

    /// All requests so far, in the order in which they came.
    public var calls: [Call] { state.withLock { $0.calls } }

    /// The most requests to this URL that were under way at once.
    public func mostInFlight(to url: WebhookURL) -> Int {
        state.withLock { $0.mostInFlight[url] ?? 0 }
    }

    /// Answers by the script.
    public func send(_ request: TransportRequest) async -> TransportOutcome {
        let (now, uptime) = (clock.now, clock.uptime)
        let url = request.url
        let call = state.withLock { state in
            let call = Call(
                index: state.calls.count,
                indexAtURL: state.perURL[url] ?? 0,
                at: now,
                uptime: uptime,
                request: request
            )
            state.calls.append(call)
            state.perURL[url, default: 0] += 1
            let inFlight = (state.inFlight[url] ?? 0) + 1
            state.inFlight[url] = inFlight
            state.mostInFlight[url] = max(inFlight, state.mostInFlight[url] ?? 0)
            return call
        }
        defer { state.withLock { $0.inFlight[url, default: 1] -= 1 } }
        let reply = script(call)
        do {
            switch reply {
            case .response(let response, let after):
                if after >= request.deadline { return try await timeOut(request) }
                try await clock.sleep(for: after)
                return .response(response)
            case .failure(let kind, let after):
                if after >= request.deadline { return try await timeOut(request) }
                try await clock.sleep(for: after)
                return .failure(TransportFailure(kind, "scripted"))
            case .hang:
                return try await timeOut(request)
            }
        } catch {
            return .failure(TransportFailure(.cancelled, "cancelled"))
        }
    }

    private func timeOut(_ request: TransportRequest) async throws -> TransportOutcome {
        try await clock.sleep(for: request.deadline)
        return .failure(TransportFailure(.timeout(.unknown), "scripted"))
    }
}
