import WebhookKit

/// What all threads of a receiver share: scripts, records and open connections.
final class ReceiverCore: Sendable {
    /// What a path answers.
    enum Script {
        case sequence([ReceiverReply], next: Int)
        case closure(@Sendable (ReceivedRequest) -> ReceiverReply)
    }

    private struct Waiter {
        var count: Int
        var path: String?
        var continuation: CheckedContinuation<[ReceivedRequest], any Error>
    }

    private struct State {
        var scripts: [String: Script] = [:]
        var verifier: WebhookVerifier?
        var requests: [ReceivedRequest] = []
        var countsByPath: [String: Int] = [:]
        var totals = Totals()
        var open: [Int: Socket] = [:]
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
        var isStopped = false
    }

    /// Numbers that only grow.
    struct Totals {
        var rejected = 0
        var malformed = 0
        var failedHandshakes = 0
        var connections = 0
        var sentBytes = 0
    }

    let greeting: ReceiverReply?
    /// Nil for plain TCP.
    let tls: TLSContext?
    private let state = Locked(State())

    init(greeting: ReceiverReply?, tls: TLSContext?) {
        self.greeting = greeting
        self.tls = tls
    }

    var requests: [ReceivedRequest] { state.withLock { $0.requests } }
    var totals: Totals { state.withLock { $0.totals } }

    func count(of path: String?) -> Int {
        state.withLock { Self.count(of: path, in: $0) }
    }

    func set(_ script: Script, for path: String) {
        state.withLock { $0.scripts[path] = script }
    }

    func set(_ verifier: WebhookVerifier?) {
        state.withLock { $0.verifier = verifier }
    }

    func countSent(_ bytes: Int) {
        state.withLock { $0.totals.sentBytes += bytes }
    }

    func countMalformed() {
        state.withLock { $0.totals.malformed += 1 }
    }

    func countFailedHandshake() {
        state.withLock { $0.totals.failedHandshakes += 1 }
    }

    // MARK: Connections

    /// Serves a new connection on a thread of its own.
    func serve(_ socket: Socket) {
        let number: Int? = state.withLock { state in
            guard !state.isStopped else { return nil }
            let number = state.totals.connections
            state.totals.connections += 1
            state.open[number] = socket
            return number
        }
        guard let number else { return socket.close() }
        let isStarted = ReceiverThread.start {
            if var connection = ReceiverConnection(number: number, socket: socket, core: self) {
                connection.serve()
            }
            self.close(number)
        }
        if !isStarted { close(number) }
    }

    /// Under the lock, so that ``stop()`` never shuts down a descriptor that is someone else's now.
    private func close(_ number: Int) {
        state.withLock { $0.open.removeValue(forKey: number)?.close() }
    }

    /// Ends every connection; their threads close them.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for socket in state.open.values { socket.shutdown() }
        }
    }

    // MARK: Requests

    /// Whether the next reply to this path does not wait for the body.
    func answersBeforeBody(of message: RequestReader.Message) -> Bool {
        let path = String(message.target.prefix { $0 != "?" })
        return state.withLock { state in
            guard case .sequence(let replies, let next) = state.scripts[path],
                next < replies.count
            else { return false }
            return replies[next].isBeforeBody
        }
    }

    /// Records a request and finds its reply.
    func reply(to message: RequestReader.Message, on connection: Int) -> ReceiverReply {
        let verifier = state.withLock { $0.verifier }
        let rejection = Self.rejection(of: message, by: verifier)
        let (request, reply, woken) = state.withLock { state in
            let request = ReceivedRequest(
                number: state.requests.count,
                connection: connection,
                method: message.method,
                target: message.target,
                headers: message.headers,
                body: message.body,
                rejection: rejection
            )
            let path = request.path
            state.requests.append(request)
            state.countsByPath[path, default: 0] += 1
            if rejection != nil { state.totals.rejected += 1 }
            let reply =
                rejection == nil ? Self.nextReply(for: path, in: &state) : { _ in .status(401) }
            return (request, reply, Self.takeWoken(from: &state))
        }
        for (continuation, requests) in woken { continuation.resume(returning: requests) }
        return reply(request)
    }

    private static func rejection(
        of message: RequestReader.Message,
        by verifier: WebhookVerifier?
    ) -> VerificationError? {
        guard let verifier else { return nil }
        do throws(VerificationError) {
            _ = try verifier.verify(headers: message.headers, body: message.body)
            return nil
        } catch {
            return error
        }
    }

    private static func nextReply(
        for path: String,
        in state: inout State
    ) -> @Sendable (ReceivedRequest) -> ReceiverReply {
        switch state.scripts[path] {
        case nil: return { _ in .status(404) }
        case .closure(let closure): return closure
        case .sequence(let replies, let next):
            let reply = next < replies.count ? replies[next] : .status(404)
            if next + 1 < replies.count {
                state.scripts[path] = .sequence(replies, next: next + 1)
            }
            return { _ in reply }
        }
    }

    // MARK: Waiting

    /// Suspends until so many requests have come.
    func waitForRequests(_ count: Int, path: String?) async throws -> [ReceivedRequest] {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<[ReceivedRequest], any Error>? = state.withLock { state in
                    // The flag is set before the handler below takes the lock: one of the two
                    // always sees the other.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if Self.count(of: path, in: state) >= count {
                        return .success(Self.requests(to: path, in: state))
                    }
                    state.waiters[id] = Waiter(
                        count: count,
                        path: path,
                        continuation: continuation
                    )
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    private static func takeWoken(
        from state: inout State
    ) -> [(CheckedContinuation<[ReceivedRequest], any Error>, [ReceivedRequest])] {
        var woken: [(CheckedContinuation<[ReceivedRequest], any Error>, [ReceivedRequest])] = []
        for (id, waiter) in state.waiters where count(of: waiter.path, in: state) >= waiter.count {
            state.waiters[id] = nil
            woken.append((waiter.continuation, requests(to: waiter.path, in: state)))
        }
        return woken
    }

    private static func count(of path: String?, in state: State) -> Int {
        path.map { state.countsByPath[$0] ?? 0 } ?? state.requests.count
    }

    private static func requests(to path: String?, in state: State) -> [ReceivedRequest] {
        guard let path else { return state.requests }
        return state.requests.filter { $0.path == path }
    }
}
