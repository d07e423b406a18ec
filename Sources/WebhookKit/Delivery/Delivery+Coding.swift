extension Delivery: Codable {
    private enum CodingKeys: CodingKey {
        case id, eventID, eventType, position, scope, webhookID, kind, generation, progress
    }

    /// Reads a delivery whose status stands beside its other fields, as ``Status`` says.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            restoring: try values.decode(ID.self, forKey: .id),
            eventID: try values.decode(Event.ID.self, forKey: .eventID),
            eventType: try values.decode(EventType.self, forKey: .eventType),
            position: try values.decode(Position.self, forKey: .position),
            scope: try values.decode(Scope.self, forKey: .scope),
            webhookID: try values.decode(Webhook.ID.self, forKey: .webhookID),
            kind: try values.decode(Kind.self, forKey: .kind),
            generation: try values.decode(Int.self, forKey: .generation),
            status: try Status(from: decoder),
            progress: try values.decode(Progress.self, forKey: .progress)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(id, forKey: .id)
        try values.encode(eventID, forKey: .eventID)
        try values.encode(eventType, forKey: .eventType)
        try values.encode(position, forKey: .position)
        try values.encode(scope, forKey: .scope)
        try values.encode(webhookID, forKey: .webhookID)
        try values.encode(kind, forKey: .kind)
        try values.encode(generation, forKey: .generation)
        try status.encode(to: encoder)
        try values.encode(progress, forKey: .progress)
    }
}

extension Delivery.Status: Codable {
    private enum CodingKeys: CodingKey {
        case status, due
    }

    private enum Name: String, Codable {
        case waiting, leased, succeeded, failed, skipped, parked
    }

    /// Reads `status`, and for what waits `due` beside it; earlier versions had the lease in it.
    public init(from decoder: any Decoder) throws {
        let stored = try StoredCase<Name, CodingKeys>(decoder, at: .status)
        switch stored.name {
        case .waiting: self = .waiting(due: try stored.value(at: .due))
        case .leased: self = .leased
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .skipped: self = .skipped
        case .parked: self = .parked
        }
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        let name: Name
        switch self {
        case .waiting(let due):
            name = .waiting
            try values.encode(due, forKey: .due)
        case .leased: name = .leased
        case .succeeded: name = .succeeded
        case .failed: name = .failed
        case .skipped: name = .skipped
        case .parked: name = .parked
        }
        try values.encode(name, forKey: .status)
    }
}
