public import WebhookKit

/// A small HTTP/1.1 server on 127.0.0.1 that answers as scripted and records what it got.
///
/// For tests of senders: it keeps connections alive, reads bodies with Content-Length and in
/// chunks, and shows every fault of ``ReceiverReply``. It runs on threads of its own, one for each
/// connection, never on the cooperative pool. Paths without a script answer 404.
///
/// ```swift
/// let receiver = try LoopbackReceiver()
/// receiver.on("/hooks", [.status(500), .status(200)])
/// try await send(to: receiver.url("/hooks"))
/// let requests = try await receiver.waitForRequests(1, within: .seconds(5))
/// ```
///
/// It stops when it is let go; then, and after ``stop()``, its port refuses connections.
public final class LoopbackReceiver: Sendable {
    /// The port the system picked.
    public let port: Int

    private let core: ReceiverCore
    private let acceptor: ReceiverAcceptor

    /// Starts to listen.
    ///
    /// - Parameter greeting: What every connection gets before any request is read, to play
    ///   something that is no HTTP server at all: `.hangBeforeHeaders` never answers a TLS
    ///   handshake, `.garbage` answers it with nonsense. Nil, the default, for a proper server.
    /// - Throws: ``LoopbackReceiverError`` when the system has no socket or thread left.
    public convenience init(greeting: ReceiverReply? = nil) throws(LoopbackReceiverError) {
        try self.init(greeting: greeting, speaking: nil)
    }

    /// Starts to listen for TLS.
    package convenience init(tls: ReceiverTLS) throws(LoopbackReceiverError) {
        try self.init(greeting: nil, speaking: try TLSContext(tls))
    }

    private init(
        greeting: ReceiverReply?,
        speaking tls: TLSContext?
    ) throws(LoopbackReceiverError) {
        core = ReceiverCore(greeting: greeting, tls: tls)
        acceptor = try ReceiverAcceptor(core: core)
        port = acceptor.port
    }

    deinit {
        stop()
    }

    /// The URL of a path here.
    ///
    /// - Parameters:
    ///   - path: Path and query; must start with `/` and be valid in a URL.
    ///   - scheme: `http` by default; with `https`, the receiver still speaks plain HTTP.
    ///   - host: `127.0.0.1` by default; `localhost` for a name.
    public func url(
        _ path: String = "/",
        scheme: WebhookURL.Scheme = .http,
        host: String = "127.0.0.1"
    ) -> WebhookURL {
        do throws(FieldError) {
            return try WebhookURL("\(scheme.rawValue)://\(host):\(port)\(path)")
        } catch {
            preconditionFailure("Not a path of a webhook URL: \(error)")
        }
    }

    /// Answers requests to a path one after the other with these replies; the last repeats.
    public func on(_ path: String, _ replies: [ReceiverReply]) {
        core.set(.sequence(replies, next: 0), for: path)
    }

    /// Answers every request to a path with this reply.
    public func on(_ path: String, _ reply: ReceiverReply) {
        on(path, [reply])
    }

    /// Answers requests to a path by what `script` says; it is called on the receiver's threads.
    public func on(
        _ path: String,
        _ script: @escaping @Sendable (ReceivedRequest) -> ReceiverReply
    ) {
        core.set(.closure(script), for: path)
    }

    /// Verifies every request from now on; those that fail are counted and answered with 401.
    ///
    /// - Parameter verifier: Nil to stop verifying.
    public func verify(with verifier: WebhookVerifier?) {
        core.set(verifier)
    }

    /// All requests so far, in the order of arrival.
    public var requests: [ReceivedRequest] { core.requests }

    /// The number of requests so far, to a path or, with nil, to all.
    public func requestCount(path: String? = nil) -> Int { core.count(of: path) }

    /// The number of requests whose signature was refused.
    public var rejectedCount: Int { core.totals.rejected }

    /// The number of connections that sent something else than a request.
    public var malformedCount: Int { core.totals.malformed }

    /// The number of connections whose TLS handshake failed on the receiver's side.
    package var failedHandshakeCount: Int { core.totals.failedHandshakes }

    /// The number of connections accepted so far.
    public var connectionCount: Int { core.totals.connections }

    /// The number of bytes the system took from the receiver so far, over all connections.
    public var sentByteCount: Int { core.totals.sentBytes }

    /// Suspends until this many requests have come, without polling.
    ///
    /// - Parameters:
    ///   - count: Counted from the receiver's start.
    ///   - path: The path to count; nil, the default, for all.
    ///   - limit: The real time to wait at the most.
    /// - Returns: All requests to the path so far, at least `count`.
    /// - Throws: ``LoopbackReceiverError`` at the limit, `CancellationError` when cancelled.
    public func waitForRequests(
        _ count: Int,
        path: String? = nil,
        within limit: Duration
    ) async throws -> [ReceivedRequest] {
        try await withThrowingTaskGroup(of: [ReceivedRequest].self) { [core] group in
            group.addTask { try await core.waitForRequests(count, path: path) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw LoopbackReceiverError(
                    "Waited \(limit) for \(count) requests to \(path ?? "any path"); "
                        + "\(core.count(of: path)) came."
                )
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    /// Refuses connections from now on and ends those that are open; the records stay.
    public func stop() {
        acceptor.stop()
        core.stop()
    }
}
