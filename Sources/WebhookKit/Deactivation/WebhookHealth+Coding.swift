extension WebhookHealth: Codable {
    private enum CodingKeys: CodingKey {
        case generation, liveFrom, outages
    }

    /// Reads a health whose state stands beside its other fields, as ``State`` says.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            restoring: try State(from: decoder),
            generation: try values.decode(Int.self, forKey: .generation),
            liveFrom: try values.decode(Int.self, forKey: .liveFrom),
            outages: try values.decode(Int.self, forKey: .outages)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        try state.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(generation, forKey: .generation)
        try values.encode(liveFrom, forKey: .liveFrom)
        try values.encode(outages, forKey: .outages)
    }
}

extension WebhookHealth.State: Codable {
    private enum CodingKeys: CodingKey {
        case state, outage, deactivation
    }

    private enum Name: String, Codable {
        case active, failing, paused, inactive
    }

    /// Reads `state`, and `outage` or `deactivation` beside it.
    public init(from decoder: any Decoder) throws {
        let stored = try StoredCase<Name, CodingKeys>(decoder, at: .state)
        switch stored.name {
        case .active: self = .active
        case .failing: self = .failing(try stored.value(at: .outage))
        case .paused: self = .paused(try stored.valueIfPresent(at: .outage))
        case .inactive: self = .inactive(try stored.value(at: .deactivation))
        }
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .active:
            try values.encode(Name.active, forKey: .state)
        case .failing(let outage):
            try values.encode(Name.failing, forKey: .state)
            try values.encode(outage, forKey: .outage)
        case .paused(let outage):
            try values.encode(Name.paused, forKey: .state)
            try values.encodeIfPresent(outage, forKey: .outage)
        case .inactive(let deactivation):
            try values.encode(Name.inactive, forKey: .state)
            try values.encode(deactivation, forKey: .deactivation)
        }
    }
}

extension Outage: Codable {
    private enum CodingKeys: CodingKey {
        case firstFailureAt, position, failedRounds, roundsOfOneEvent, lastRoundAt, shown
        case lastFailure, isNoticed
    }

    /// Reads an outage that has shown itself for so many milliseconds; fields that earlier versions did
    /// not write begin as in a new one.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            restoring: try values.decode(Timestamp.self, forKey: .firstFailureAt),
            position: try values.decode(Position.self, forKey: .position),
            failedRounds: try values.decode(Int.self, forKey: .failedRounds),
            roundsOfOneEvent: try values.decodeIfPresent(Int.self, forKey: .roundsOfOneEvent) ?? 0,
            lastRoundAt: try values.decodeIfPresent(Timestamp.self, forKey: .lastRoundAt),
            shown: try values.decodeIfPresent(StoredDuration.self, forKey: .shown)?.duration
                ?? .zero,
            lastFailure: try values.decode(AttemptFailure.self, forKey: .lastFailure),
            isNoticed: try values.decode(Bool.self, forKey: .isNoticed)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(firstFailureAt, forKey: .firstFailureAt)
        try values.encode(position, forKey: .position)
        try values.encode(failedRounds, forKey: .failedRounds)
        try values.encode(roundsOfOneEvent, forKey: .roundsOfOneEvent)
        try values.encodeIfPresent(lastRoundAt, forKey: .lastRoundAt)
        try values.encode(StoredDuration(shown), forKey: .shown)
        try values.encode(lastFailure, forKey: .lastFailure)
        try values.encode(isNoticed, forKey: .isNoticed)
    }
}
