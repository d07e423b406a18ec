/// What one attempt brought, judged: the response, the failure, and the receiver's hint.
struct AttemptOutcome: Sendable {
    var response: TransportResponse?
    var failure: AttemptFailure?
    var retryAfter: Duration?
    /// What it says about our own network.
    var evidence = NetworkEvidence.none
    var wasCancelled = false
    /// How far it had got at its deadline; nil when it ended otherwise.
    private var timeout: TransportFailure.Phase?
    /// What the destination policy refused, with the address, which only the observer gets.
    var refusal: DestinationRefusal?

    /// Judges what a transport reported.
    ///
    /// - Parameter host: where it was sent, for refusals.
    init(_ outcome: TransportOutcome, to host: WebhookURL.Host? = nil, at now: Timestamp) {
        switch outcome {
        case .response(let response):
            self.response = response
            evidence = .answer
            failure = AttemptFailure(status: response.status)
            if failure?.kind == .redirect {
                let target = response.headers.first(named: "location").map {
                    " to \($0.cut(toBytes: 500))"
                }
                // What is cut stands last, where its masking knows it.
                failure?.detail =
                    "the receiver answered with status \(response.status), a redirect, which is "
                    + "never followed\(target.map { "," + $0 } ?? "")"
            }
            if response.status == 429 || response.status == 503,
                let value = response.headers.first(named: "retry-after")
            {
                retryAfter = RetryAfter.delay(from: value, now: now)
            }
        case .failure(let failure):
            evidence = NetworkEvidence(failure.kind)
            wasCancelled = failure.kind == .cancelled
            if case .timeout(let phase) = failure.kind { timeout = phase }
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
        case .unresolved(.local), .unresolved(.noNetwork), .unresolved(.cancelled): kind = .local
        case .unresolved(.unknownHost), .unresolved(.timedOut), .unresolved(.temporary): kind = .dns
        }
        evidence = NetworkEvidence(failure)
        wasCancelled = failure == .unresolved(.cancelled)
        self.failure = AttemptFailure(kind: kind, detail: detail.cut(toBytes: 1000))
    }

    /// Says in the words of a timeout which deadline has passed: a transport knows only what was left of
    /// it.
    mutating func nameDeadline(_ deadline: Duration) {
        guard let timeout, failure?.kind == .timeout else { return }
        failure?.detail = "\(timeout.missed) within the deadline of \(deadline.rounded)"
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
        // Our own limits on connections, which say nothing about the receiver (D-16).
        case .timeout(.queue): .local
        case .timeout: .timeout
        case .protocolError: .protocolError
        case .blockedDestination: .blockedDestination
        case .noNetwork, .local, .cancelled: .local
        }
    }
}

extension TransportFailure.Phase {
    /// What had not happened by the deadline.
    fileprivate var missed: String {
        switch self {
        case .queue: "no connection was free"
        case .lookup: "the host's name was not resolved"
        case .connect: "no connection was made"
        case .handshake: "the TLS handshake was not over"
        case .send: "the request was not taken"
        case .response: "the request was taken, but no response came"
        case .unknown: "no response came"
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
