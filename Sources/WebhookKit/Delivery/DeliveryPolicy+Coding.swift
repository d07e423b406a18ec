extension DeliveryPolicy: Codable {
    private enum CodingKeys: CodingKey {
        case deadline, window, gaps, lastRound, jitter, quickRetries, exhaustion
        case consecutiveFailureLimit, failingLimit, deactivatesWhenGone
    }

    /// Reads a policy whose durations are numbers of milliseconds, and checks it as ``validate()`` does.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            deadline: try values.decode(StoredDuration.self, forKey: .deadline).duration,
            window: try values.decode(StoredDuration.self, forKey: .window).duration,
            gaps: try values.decode([StoredDuration].self, forKey: .gaps).map(\.duration),
            lastRound: try values.decode(LastRound.self, forKey: .lastRound),
            jitter: try values.decode(Double.self, forKey: .jitter),
            quickRetries: try values.decodeIfPresent(QuickRetries.self, forKey: .quickRetries),
            exhaustion: try values.decode(Exhaustion.self, forKey: .exhaustion),
            consecutiveFailureLimit: try values.decodeIfPresent(
                Int.self,
                forKey: .consecutiveFailureLimit
            ),
            failingLimit: try values.decodeIfPresent(
                StoredDuration.self,
                forKey: .failingLimit
            )?.duration,
            deactivatesWhenGone: try values.decode(Bool.self, forKey: .deactivatesWhenGone)
        )
        do throws(FieldError) {
            try validate()
        } catch {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: values.codingPath,
                    debugDescription: error.description,
                    underlyingError: error
                )
            )
        }
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(StoredDuration(deadline), forKey: .deadline)
        try values.encode(StoredDuration(window), forKey: .window)
        try values.encode(gaps.map(StoredDuration.init), forKey: .gaps)
        try values.encode(lastRound, forKey: .lastRound)
        try values.encode(jitter, forKey: .jitter)
        try values.encodeIfPresent(quickRetries, forKey: .quickRetries)
        try values.encode(exhaustion, forKey: .exhaustion)
        try values.encodeIfPresent(consecutiveFailureLimit, forKey: .consecutiveFailureLimit)
        try values.encodeIfPresent(failingLimit.map(StoredDuration.init), forKey: .failingLimit)
        try values.encode(deactivatesWhenGone, forKey: .deactivatesWhenGone)
    }
}

extension DeliveryPolicy.QuickRetries: Codable {
    private enum CodingKeys: CodingKey {
        case count, interval
    }

    /// Reads a rule whose interval is a number of milliseconds.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            count: try values.decode(Int.self, forKey: .count),
            interval: try values.decode(StoredDuration.self, forKey: .interval).duration
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(count, forKey: .count)
        try values.encode(StoredDuration(interval), forKey: .interval)
    }
}

extension DeliveryPolicy.LastRound {
    /// Reads the case's name, also in the form of earlier versions.
    public init(from decoder: any Decoder) throws {
        self = try StoredName(from: decoder).name
    }
}

extension DeliveryPolicy.Exhaustion {
    /// Reads the case's name, also in the form of earlier versions.
    public init(from decoder: any Decoder) throws {
        self = try StoredName(from: decoder).name
    }
}
