extension WebhookRecord {
    /// How fast a webhook may be sent to: what its rate limit and its receiver's answers have left.
    public struct Pace: Sendable, Hashable {
        /// When the next delivery may begin under the rate limit, by the store's clock.
        public var nextStart: Timestamp?

        /// The part of a millisecond that belongs to ``nextStart``; whole nanoseconds.
        public var startRest: Duration

        /// How promptly the receiver has been answering (D-10).
        public var responsiveness: Responsiveness

        /// The pace of a new webhook, or what a store has read of one.
        public init(
            nextStart: Timestamp? = nil,
            startRest: Duration = .zero,
            responsiveness: Responsiveness = .unproven
        ) {
            self.nextStart = nextStart
            self.startRest = startRest
            self.responsiveness = responsiveness
        }
    }
}

extension WebhookRecord.Pace: Codable {
    private enum CodingKeys: CodingKey {
        case nextStart, startRestNanoseconds, responsiveness
    }

    /// Reads a pace; without a rate limit only the responsiveness stands there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let rest = try values.decodeIfPresent(Int64.self, forKey: .startRestNanoseconds)
        self.init(
            nextStart: try values.decodeIfPresent(Timestamp.self, forKey: .nextStart),
            startRest: .nanoseconds(rest ?? 0),
            responsiveness: try values.decode(Responsiveness.self, forKey: .responsiveness)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(nextStart, forKey: .nextStart)
        // Never as long as a second.
        let rest = startRest.components.attoseconds / 1_000_000_000
        if rest != 0 { try values.encode(rest, forKey: .startRestNanoseconds) }
        try values.encode(responsiveness, forKey: .responsiveness)
    }
}
