#if canImport(WebhookKitCCurl)
public import WebhookKit

/// Sends webhooks with the system's libcurl: the transport for servers.
///
/// Against receivers that mean harm:
/// - **Addresses are judged when they are connected to** (S-2), by the request's
///   `DestinationPolicy`: a name that changes its address after it was checked (DNS
///   rebinding) gains nothing. What libcurl reads in a URL is compared with what WebhookKit read.
/// - Redirects are never followed, cookies never kept, credentials never guessed, `Expect` never sent,
///   bodies never decompressed, HTTP/0.9 never taken; http and https are the only protocols. Proxies
///   named by environment variables are ignored.
/// - Every request has a monotonic deadline to the millisecond over waiting, lookup, connecting, TLS,
///   sending and receiving, and `TransportFailure/Phase` tells where it passed. A lookup that hangs
///   delays its own request alone. Cancelling aborts at once.
/// - Of a response 256 KiB of headers are read at the most and 64 KiB kept; of the body what the
///   request allows. What a receiver sends beyond is never read.
///
/// libcurl runs on a thread of its own, which lives while there are requests and for the idle time
/// after them. Requests with other TLS settings or another destination policy have another thread and
/// never share a connection. Make one transport and share it.
///
/// ## Limits
/// - libcurl 7.80 (2021) or later must run, with TLS and an asynchronous resolver, and with HTTP/2 where
///   it is configured. Another one is refused when the transport is made.
/// - With libcurl older than 7.87 (2022), giving up a lookup waits for the system's resolver, and all
///   requests of the thread with it. The core hands over only names that have just answered.
/// - Each lookup that hangs keeps a thread of the system's resolver until that gives up, 10 seconds
///   and more with the defaults of `/etc/resolv.conf`.
/// - A POST on a kept connection that turns out to be dead is sent again by libcurl: receivers drop
///   the duplicate by the event's id.
/// - With libcurl older than 8, what a receiver sends unasked on a kept connection is noticed only as far
///   as TLS has not decrypted it yet. A receiver could so answer its own next request in advance.
/// - Behind an ``EgressProxy`` the proxy connects, and the policy cannot judge where to.
/// - With HTTP/2, versions like 7.88 lose the status of a receiver that answers before it has read a large
///   body; HTTP/1.1 is the default.
public final class CurlTransport: WebhookTransport {
    private let configuration: Configuration
    private let lanes: Lanes
    /// Why no request can be sent at all; nil when they can.
    private let refusal: TransportFailure?

    /// Makes a transport with the default configuration.
    ///
    /// With a libcurl that is too old, or was built without what the promises need, every request fails
    /// as `TransportFailure/Kind/local` and says so; ``init(configuration:)`` throws instead.
    public convenience init() {
        let configuration = Configuration()
        do throws(FieldError) {
            try configuration.check(with: .running)
            self.init(configuration, refusal: nil)
        } catch {
            self.init(configuration, refusal: TransportFailure(.local, error.description))
        }
    }

    /// Makes a transport.
    ///
    /// - Throws: `FieldError` that names the field of the configuration that is wrong, or
    ///   `libcurl` when the one that the process runs with cannot keep the promises.
    public convenience init(configuration: Configuration) throws(FieldError) {
        try configuration.check(with: .running)
        self.init(configuration, refusal: nil)
    }

    private init(_ configuration: Configuration, refusal: TransportFailure?) {
        self.configuration = configuration
        self.refusal = refusal
        lanes = Lanes(
            configuration,
            connections: DescriptorLimit.connections(atMost: configuration.connections)
        )
    }

    deinit {
        // No request is under way, for each holds the transport.
        lanes.stop()
    }

    /// Sends the request.
    public func send(_ request: TransportRequest) async -> TransportOutcome {
        if let refusal { return .failure(refusal) }
        let key = Lanes.Key(
            tls: configuration.tlsForRequest?(request) ?? configuration.tls,
            destination: request.destination
        )
        do throws(TransportFailure) {
            try RequestRules.check(request)
            let deadline = ContinuousClock.now.advanced(by: request.deadline)
            var ended: TransferLoop?
            while true {
                let loop = try lanes.loop(for: key, insteadOf: ended)
                let call = Call(request, try loop.requests.prepare(request), deadline: deadline)
                let answer = await send(call, through: loop)
                // Without an outcome the loop had just ended, and the next one hardly has. But without
                // memory or descriptors each one may.
                if let outcome = answer.outcome { return outcome }
                guard ContinuousClock.now < deadline else {
                    return .failure(.late(.queue, request.deadline))
                }
                ended = loop
            }
        } catch {
            return .failure(error)
        }
    }

    private func send(_ call: Call, through loop: TransferLoop) async -> Answer {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !loop.start(call, continuation) { continuation.resume(returning: .ended) }
            }
        } onCancel: {
            loop.cancel(call)
        }
    }
}
#endif
