import Foundation
public import WebhookKit

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends webhooks with Foundation's URLSession: needs nothing but Foundation, on every platform.
///
/// Redirects are refused, so a 3xx comes back with its Location and without its body. Cookies,
/// caches, stored credentials and challenges are off: a 401 is a response like any other. TLS is
/// verified always and against the system's authorities alone. Every request has a monotonic
/// deadline of its own, because URLSession's timeouts are idle timers in whole seconds.
///
/// ## What it cannot do
///
/// On every platform:
/// - **Pin or see addresses.** It looks names up again itself and connects to what it finds; the
///   policy in `TransportRequest/destination` is not asked. The core has resolved and judged
///   before (S-2), but a name that changes its address in between (DNS rebinding) gets
///   through. Use the libcurl transport where receivers are not trusted.
/// - **Keep headers as they came.** Response headers arrive in a dictionary: they are given sorted
///   by name, with repeated ones joined. The same goes for repeated request headers.
/// - **Trust a further certificate authority.** Install it in the system's store instead.
///
/// On Linux moreover (FoundationNetworking of Swift 6.3):
/// - **Survive unfinished or malformed headers.** A receiver that closes the connection after a status
///   line and before the end of the headers, or that sends lines which are no headers, traps the whole
///   process, inside Foundation where no delegate is asked. Use this transport on Linux only with receivers that you trust.
/// - **End trailers.** A receiver that ends a chunked body with trailers for ever holds the queue that
///   all sessions of the process share, for as long as it likes.
/// - **Bound decompression.** It cannot be switched off. Compressed answers are not asked for, but
///   a hostile receiver that sends one anyway (1 MB of gzip holding 1 GB) fills memory before
///   the cancelling takes effect.
/// - **Read every status.** A response with a header byte that is not UTF-8, or with a status line
///   that has neither a reason nor a blank after the number, is lost: a
///   `TransportFailure/Kind/protocolError` although the receiver may have said 200.
/// - **Keep every refusal's status.** A 3xx or a challenging 401 is told only when its body has
///   ended: one whose body hangs is a `TransportFailure/Kind/timeout`. Neither has its body.
/// - **Stop a flood at once.** There is no way to slow a receiver down, and cancelling waits for a
///   queue that the flood keeps busy. The call ends at the limit, within milliseconds, but the rest
///   keeps coming and is dropped until the cancelling gets its turn: of a body of 1 GiB, 3 to 613 MiB
///   came, for up to some seconds in which other requests wait as well. Resident memory grew by 20 MB
///   at the most for one flood at a time, and once by 121 MB for eight at once (2 cores).
/// - **Ignore proxies.** `http_proxy`, `https_proxy` and `ALL_PROXY` in lower case are obeyed when
///   they are in the environment; behind one, the proxy connects, wherever it can reach. Unset them.
/// - **Send to IPv6 addresses** written in the URL: ends as
///   `TransportFailure/Kind/blockedDestination`. Use a name instead.
/// - **Give up a lookup.** Cancelling while a name is being resolved waits for the resolver on a
///   queue that all sessions share: a mute name server stalls every delivery. The core hands over
///   only names that have just answered.
/// - **Re-send on a kept-alive connection that dies** just as a request goes out: such an attempt
///   ends at its deadline, and the delivery's next round has to make up for it.
/// - **Be as fast as the network.** Some 4,000 requests a second and core, and about 140 bytes lost
///   in Foundation for each.
///
/// One session lives as long as the transport. Make one transport and share it.
public final class URLSessionTransport: WebhookTransport {
    private let session: URLSession
    private let exchanges: ExchangeDelegate
    /// Where tasks are made, started and cancelled: on Linux each of these blocks until the queue
    /// that all sessions share is free, which a thread of the cooperative pool must not wait for.
    private let tasks = DispatchQueue(label: "WebhookKitURLSession.tasks")
    private let userAgent: String
    private let deadlines: DeadlineKeeper
    /// Keeps them for as long as the transport is there.
    private let keeping: Task<Void, Never>

    /// Makes a transport with a session of its own.
    ///
    /// - Parameters:
    ///   - userAgent: Sent where a request has no User-Agent; `WebhookKit` by default.
    ///   - connectionsPerHost: The most connections to one host, at least 1; 256 by default,
    ///     because requests that wait for one use up their deadline.
    ///   - clock: Measures the deadlines; the system's by default.
    public init(
        userAgent: String = "WebhookKit",
        connectionsPerHost: Int = 256,
        clock: any WebhookClock = SystemClock()
    ) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.urlCredentialStorage = nil
        configuration.httpMaximumConnectionsPerHost = max(connectionsPerHost, 1)
        exchanges = ExchangeDelegate()
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
        session = URLSession(
            configuration: configuration,
            delegate: exchanges,
            delegateQueue: queue
        )
        self.userAgent = userAgent
        let deadlines = DeadlineKeeper(clock: clock)
        self.deadlines = deadlines
        keeping = Task(priority: .high) { await deadlines.run() }
    }

    deinit {
        keeping.cancel()
        // No exchange is under way, for each holds the transport; but cancels may still wait.
        tasks.async { [session] in session.finishTasksAndInvalidate() }
    }

    /// Sends the request.
    public func send(_ request: TransportRequest) async -> TransportOutcome {
        let message: URLRequest
        do throws(TransportFailure) {
            message = try URLRequest(request, userAgent: userAgent)
        } catch {
            return .failure(error)
        }
        let exchange = Exchange(tasks: tasks, bodyLimit: request.bodyLimit)
        // Clocks trap on durations beyond what they can add up.
        let deadline = deadlines.start(after: min(max(request.deadline, .zero), .seconds(86_400))) {
            exchange.expire(after: request.deadline)
        }
        defer { deadlines.stop(deadline) }
        return await exchange.run { [session, exchanges] in
            let task = session.dataTask(with: message)
            exchanges.add(exchange, of: task)
            return task
        }
    }
}
