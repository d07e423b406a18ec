/// What went wrong in one attempt: a kind that code can tell apart, and words for people.
public struct AttemptFailure: Sendable, Hashable, Codable {
    /// The kinds of failure (L-4).
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Status 400 or 500.
        case badRequest
        /// Status 401.
        case unauthorized
        /// Status 404.
        case notFound
        /// Status 408, 409, 429 or 504: tried again inside the round.
        case transient
        /// No complete answer within the deadline.
        case timeout
        /// Any other 4xx status.
        case clientError
        /// Status 410: the receiver wants no more.
        case gone
        /// Any other 5xx status.
        case serverError
        /// The host's name has no address, or its lookup failed.
        case dns
        /// No connection, or one that broke before the answer.
        case connect
        /// The connection is not trustworthy: certificate or handshake.
        case tls
        /// The destination policy forbids the address (S-1).
        case blockedDestination
        /// Status 3xx, which is never followed.
        case redirect
        /// An answer that is not HTTP, or has a status outside 100 to 599.
        case protocolError
        /// Our own machine's trouble, which spends no round unless it goes on for one webhook while
        /// others are answered (D-16).
        case local
    }

    /// The kind.
    public var kind: Kind

    /// The HTTP status, when the receiver answered with one.
    public var status: Int?

    /// What happened in this case, for people; without secrets.
    @ExactText public var detail: String

    /// Describes a failure.
    public init(kind: Kind, status: Int? = nil, detail: String) {
        self.kind = kind
        self.status = status
        self.detail = detail
    }
}

extension AttemptFailure {
    /// Classifies an HTTP status; nil for 2xx, which is success.
    public init?(status: Int) {
        let kind: Kind
        switch status {
        case 200..<300: return nil
        case 300..<400: kind = .redirect
        case 400, 500: kind = .badRequest
        case 401: kind = .unauthorized
        case 404: kind = .notFound
        case 408, 409, 429, 504: kind = .transient
        case 410: kind = .gone
        case 400..<500: kind = .clientError
        case 500..<600: kind = .serverError
        default: kind = .protocolError
        }
        self.init(kind: kind, status: status, detail: "the receiver answered with status \(status)")
    }

    /// Whether the policy's quick retries apply: statuses 408, 409, 429 and 504, DNS failures and
    /// network errors, but no timeouts (D-4).
    public var isTransient: Bool {
        switch kind {
        case .transient, .dns, .connect: true
        default: false
        }
    }
}
