/// One HTTP exchange of a delivery, as the log keeps it (L-3).
///
/// Nothing secret is in it: the core redacts before it hands an attempt to the store. The request's
/// body is not copied; it is the event's bytes.
public struct Attempt: Sendable, Hashable {
    /// The delivery.
    public var deliveryID: Delivery.ID

    /// Counts the attempts of the delivery, from 1.
    public var number: Int

    /// The round it belongs to, from 1.
    public var round: Int

    /// When it began, by the sender's wall clock.
    public var startedAt: Timestamp

    /// How long it took, in whole milliseconds.
    public var duration: Duration

    /// What was sent.
    public var request: Request

    /// What came back; nil when there was no status line.
    public var response: Response?

    /// What went wrong; nil for a success.
    public var failure: AttemptFailure?

    /// The request without its body, redacted.
    public struct Request: Sendable, Hashable, Codable {
        /// The URL it went to.
        public var url: String
        /// The headers, with secrets replaced by a mask.
        public var headers: [HeaderField]
        /// Makes a record of a request.
        public init(url: String, headers: [HeaderField]) {
            self.url = url
            self.headers = headers
        }
    }

    /// The response, cut and redacted.
    public struct Response: Sendable, Hashable {
        /// The HTTP status.
        public var status: Int
        /// The headers, with secrets replaced by a mask, cut to what the log may take.
        public var headers: [HeaderField]
        /// The beginning of the body, 16 KiB at most by default.
        public var body: [UInt8]
        /// Whether there was more of the body, or it broke off (D-2).
        public var isTruncated: Bool
        /// Makes a record of a response.
        public init(status: Int, headers: [HeaderField], body: [UInt8], isTruncated: Bool) {
            self.status = status
            self.headers = headers
            self.body = body
            self.isTruncated = isTruncated
        }
    }

    /// Makes a record of an attempt.
    public init(
        deliveryID: Delivery.ID,
        number: Int,
        round: Int,
        startedAt: Timestamp,
        duration: Duration,
        request: Request,
        response: Response?,
        failure: AttemptFailure?
    ) {
        self.deliveryID = deliveryID
        self.number = number
        self.round = round
        self.startedAt = startedAt
        self.duration = duration
        self.request = request
        self.response = response
        self.failure = failure
    }
}
