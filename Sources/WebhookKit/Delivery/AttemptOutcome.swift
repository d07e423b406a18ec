/// What one attempt brought, judged: the response, the failure, and the receiver's hint.
struct AttemptOutcome: Sendable {
    var response: TransportResponse?
    var failure: AttemptFailure?
    var retryAfter: Duration?
    /// Whether nothing of the receiver's machine was seen, so that the trouble may be ours.
    var isUnreachable = false
    var wasCancelled = false
    /// What the destination policy refused, with the address, which only the observer gets.
    var refusal: DestinationRefusal?

    /// Judges what a transport reported.
    ///
    /// - Parameter host: where it was sent, for refusals.
    init(_ outcome: TransportOutcome, to host: WebhookURL.Host? = nil, at now: Timestamp) {
        switch outcome {
        case .response(let response):
            self.response = response
            failure = AttemptFailure(status: response.status)
            if failure?.kind == .redirect {
                let target = response.headers.first(named: "location").map {
                    " to \($0.cut(toBytes: 500))"
                }
                failure?.detail =
                    "the receiver answered with status \(response.status), a redirect"
                    + "\(target ?? ""), which is never followed"
            }
            if response.status == 429 || response.status == 503,
                let value = response.headers.first(named: "retry-after")
            {
                retryAfter = RetryAfter.delay(from: value, now: now)
            }
        case .failure(let failure):
            isUnreachable = failure.kind.isUnreachable
            wasCancelled = failure.kind == .cancelled
            self.failure = AttemptFailure(
                kind: failure.kind.attemptKind,
                detail: failure.detail.cut(toBytes: 1000)
            )
            if case .blockedDestination(let address?) = failure.kind {
                let found = AddressClass(of: address)
                // A public one is refused only where its network is denied.
                let refusal = DestinationRefusal(
                    found == .public ? .deniedNetwork : .addressClass(found),
                    host: host.map { "\($0)" } ?? "",
                    address: address
                )
                self.refusal = refusal
                self.failure?.detail = refusal.textWithoutAddress.cut(toBytes: 1000)
            }
        }
    }

    /// Judges a destination that was refused or not found.
    init(_ failure: DestinationFailure) {
        let kind: AttemptFailure.Kind
        var detail = "\(failure)"
        switch failure {
        case .blocked(let refusal):
            kind = .blockedDestination
            detail = refusal.textWithoutAddress
            self.refusal = refusal
        case .unresolved(.local), .unresolved(.cancelled): kind = .local
        case .unresolved(.unknownHost), .unresolved(.timedOut), .unresolved(.temporary): kind = .dns
        }
        isUnreachable = kind == .dns
        wasCancelled = failure == .unresolved(.cancelled)
        self.failure = AttemptFailure(kind: kind, detail: detail.cut(toBytes: 1000))
    }

    /// Reports trouble of our own.
    init(local detail: String) {
        failure = AttemptFailure(kind: .local, detail: detail)
    }
}

extension TransportFailure.Kind {
    fileprivate var isUnreachable: Bool {
        switch self {
        case .dns, .connect, .timeout(.lookup), .timeout(.connect): true
        // A middlebox that is ours resets as well.
        case .reset: true
        case .tls, .timeout, .protocolError, .blockedDestination, .local, .cancelled: false
        }
    }

    fileprivate var attemptKind: AttemptFailure.Kind {
        switch self {
        case .dns: .dns
        case .connect, .reset: .connect
        case .tls: .tls
        // Our own limits on connections, which say nothing about the receiver (SPEC D-16).
        case .timeout(.queue): .local
        case .timeout: .timeout
        case .protocolError: .protocolError
        case .blockedDestination: .blockedDestination
        case .local, .cancelled: .local
        }
    }
}

extension String {
    /// The longest beginning of whole Unicode scalars with at most this many bytes of UTF-8.
    ///
    /// Not of whole characters: one of those can have any number of bytes.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(unicodeScalars[..<end])
    }
}
