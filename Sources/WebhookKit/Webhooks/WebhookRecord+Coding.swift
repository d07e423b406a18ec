extension WebhookRecord: Codable {
    private enum CodingKeys: CodingKey {
        case configuration, health, pace, skippedEvents
    }

    /// Reads a record by its parts, or a whole one of an earlier version.
    public init(from decoder: any Decoder) throws {
        if let former = try FormerRecord(ifIn: decoder) {
            self = former.record
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            restoring: try values.decode(Configuration.self, forKey: .configuration),
            health: try values.decode(WebhookHealth.self, forKey: .health),
            pace: try values.decode(Pace.self, forKey: .pace),
            skippedEvents: try values.decode(Int.self, forKey: .skippedEvents)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(configuration, forKey: .configuration)
        try values.encode(health, forKey: .health)
        try values.encode(pace, forKey: .pace)
        try values.encode(skippedEvents, forKey: .skippedEvents)
    }
}

/// A record as earlier versions wrote it: the webhook with its health, everything else beside it.
struct FormerRecord {
    let record: WebhookRecord

    private enum CodingKeys: CodingKey {
        case webhook, secrets, dropped, skippedEvents, nextStart, startRest, responsiveness
    }

    /// Reads one; nil when what stands there is no such record.
    init?(ifIn decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard values.contains(.webhook) else { return nil }
        var record = WebhookRecord(
            webhook: try values.decode(Webhook.self, forKey: .webhook),
            secrets: try values.decode(SealedSecrets.self, forKey: .secrets)
        )
        record.dropped = try values.decode(DroppedTypes.self, forKey: .dropped)
        record.skippedEvents = try values.decode(Int.self, forKey: .skippedEvents)
        // Before responsiveness was kept a webhook is taken for prompt, until it shows otherwise.
        record.pace = WebhookRecord.Pace(
            nextStart: try values.decodeIfPresent(Timestamp.self, forKey: .nextStart),
            startRest: try values.decode(FormerDuration.self, forKey: .startRest).duration,
            responsiveness: try values.decodeIfPresent(Responsiveness.self, forKey: .responsiveness)
                ?? .prompt
        )
        self.record = record
    }
}
