/// What one attempt brought, judged: the response, the failure, and the receiver's hint.
struct AttemptOutcome: Sendable {
    var response: TransportResponse?
    var failure: AttemptFailure?
    var retryAfter: Duration?
    /// What it says about our own network.
    var evidence = NetworkEvidence.none
    var wasCancelled = false

    /// Judges what a transport reported.
    init(_ outcome: TransportOutcome, at now: Timestamp) {
        switch outcome {
        case .response(let response):
            self.response = response
            evidence = .answer
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
            evidence = NetworkEvidence(failure.kind)
            wasCancelled = failure.kind == .cancelled
            self.failure = AttemptFailure(
                kind: failure.kind.attemptKind,
                detail: failure.detail.cut(toBytes: 1000)
            )
        }
    }

    /// Judges a destination that was refused or not found.
    init(_ failure: DestinationFailure) {
        let kind: AttemptFailure.Kind
        switch failure {
        case .blocked: kind = .blockedDestination
        case .unresolved(.local), .unresolved(.noNetwork), .unresolved(.cancelled): kind = .local
        case .unresolved(.unknownHost), .unresolved(.timedOut), .unresolved(.temporary): kind = .dns
        }
        evidence = NetworkEvidence(failure)
        wasCancelled = failure == .unresolved(.cancelled)
        self.failure = AttemptFailure(kind: kind, detail: "\(failure)".cut(toBytes: 1000))
    }

    /// Reports trouble of our own.
    init(local detail: String) {
        failure = AttemptFailure(kind: .local, detail: detail)
    }
}

extension TransportFailure.Kind {
    fileprivate var attemptKind: AttemptFailure.Kind {
        switch self {
        case .dns: .dns
        case .connect, .unreachable, .reset: .connect
        case .tls: .tls
        // Our own limits on connections, which say nothing about the receiver (SPEC D-16).
        case .timeout(.queue): .local
        case .timeout: .timeout
        case .protocolError: .protocolError
        case .blockedDestination: .blockedDestination
        case .noNetwork, .local, .cancelled: .local
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
