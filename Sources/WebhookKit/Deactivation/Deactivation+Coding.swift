extension Deactivation: Codable {
    private enum CodingKeys: CodingKey {
        case at, outage, position
    }

    /// Reads a deactivation whose reason stands beside its other fields, as ``Reason`` says.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            reason: try Reason(from: decoder),
            at: try values.decode(Timestamp.self, forKey: .at),
            outage: try values.decodeIfPresent(Outage.self, forKey: .outage),
            position: try values.decodeIfPresent(Position.self, forKey: .position)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        try reason.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(at, forKey: .at)
        try values.encodeIfPresent(outage, forKey: .outage)
        try values.encodeIfPresent(position, forKey: .position)
    }
}

extension Deactivation.Reason: Codable {
    private enum CodingKeys: CodingKey {
        case reason, failedRounds, shown
    }

    private enum Name: String, Codable {
        case manual, exhausted, consecutiveFailures, failingFor, gone, ownerDeactivated
    }

    /// Reads `reason`, and beside it `failedRounds`, or `shown` as a number of milliseconds.
    public init(from decoder: any Decoder) throws {
        let stored = try StoredCase<Name, CodingKeys>(decoder, at: .reason)
        switch stored.name {
        case .manual: self = .manual
        case .exhausted: self = .exhausted
        case .consecutiveFailures:
            self = .consecutiveFailures(try stored.value(at: .failedRounds))
        case .failingFor:
            let shown: StoredDuration = try stored.value(at: .shown)
            self = .failingFor(shown.duration)
        case .gone: self = .gone
        case .ownerDeactivated: self = .ownerDeactivated
        }
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        let name: Name
        switch self {
        case .manual: name = .manual
        case .exhausted: name = .exhausted
        case .consecutiveFailures(let count):
            name = .consecutiveFailures
            try values.encode(count, forKey: .failedRounds)
        case .failingFor(let duration):
            name = .failingFor
            try values.encode(StoredDuration(duration), forKey: .shown)
        case .gone: name = .gone
        case .ownerDeactivated: name = .ownerDeactivated
        }
        try values.encode(name, forKey: .reason)
    }
}
