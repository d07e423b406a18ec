extension Event: Codable {
    private enum CodingKeys: CodingKey {
        case id, scope, type, occurredAt, body, dataOffset, idempotencyKey
    }

    /// Reads an event whose body is base64 and whose audience stands beside its other fields, as
    /// ``Audience`` says.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            restoring: try values.decode(ID.self, forKey: .id),
            scope: try values.decode(Scope.self, forKey: .scope),
            type: try values.decode(EventType.self, forKey: .type),
            occurredAt: try values.decode(Timestamp.self, forKey: .occurredAt),
            body: try values.decode(StoredBytes.self, forKey: .body).bytes,
            dataOffset: try values.decode(Int.self, forKey: .dataOffset),
            idempotencyKey: try values.decodeIfPresent(ExactText.self, forKey: .idempotencyKey),
            audience: try Audience(from: decoder)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(id, forKey: .id)
        try values.encode(scope, forKey: .scope)
        try values.encode(type, forKey: .type)
        try values.encode(occurredAt, forKey: .occurredAt)
        try values.encode(StoredBytes(body), forKey: .body)
        try values.encode(dataOffset, forKey: .dataOffset)
        try values.encodeIfPresent(idempotencyKey, forKey: .idempotencyKey)
        try audience.encode(to: encoder)
    }
}

extension Event.Audience: Codable {
    private enum CodingKeys: CodingKey {
        case audience, webhookID
    }

    private enum Name: String, Codable {
        case subscribers, only
    }

    /// Reads `audience`, and for one webhook `webhookID` beside it.
    public init(from decoder: any Decoder) throws {
        let stored = try StoredCase<Name, CodingKeys>(decoder, at: .audience)
        switch stored.name {
        case .subscribers: self = .subscribers
        case .only: self = .only(try stored.value(at: .webhookID))
        }
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .subscribers:
            try values.encode(Name.subscribers, forKey: .audience)
        case .only(let webhook):
            try values.encode(Name.only, forKey: .audience)
            try values.encode(webhook, forKey: .webhookID)
        }
    }
}
