extension Notice: Codable {
    private enum CodingKeys: CodingKey {
        case id, scope, webhook, at
    }

    /// Reads a notice whose kind stands beside its other fields, as ``Kind`` says.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            restoring: try values.decode(ID.self, forKey: .id),
            scope: try values.decode(Scope.self, forKey: .scope),
            kind: try Kind(from: decoder),
            webhook: try values.decodeIfPresent(Subject.self, forKey: .webhook),
            at: try values.decode(Timestamp.self, forKey: .at)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(id, forKey: .id)
        try values.encode(scope, forKey: .scope)
        try kind.encode(to: encoder)
        try values.encodeIfPresent(webhook, forKey: .webhook)
        try values.encode(at, forKey: .at)
    }
}

extension Notice.Kind: Codable {
    private enum CodingKeys: CodingKey {
        case kind, outage, deactivation, delivery, sender, secrets
    }

    private enum Name: String, Codable {
        case failing, deactivated, reactivated, parked, senderSuspect, secretsUnreadable
    }

    /// Reads `kind`, and what it tells of beside it: `outage`, `deactivation`, `delivery`, `sender` or
    /// `secrets`.
    public init(from decoder: any Decoder) throws {
        let stored = try StoredCase<Name, CodingKeys>(decoder, at: .kind)
        switch stored.name {
        case .failing: self = .failing(try stored.value(at: .outage))
        case .deactivated: self = .deactivated(try stored.value(at: .deactivation))
        case .reactivated: self = .reactivated(try stored.value(at: .deactivation))
        case .parked: self = .parked(try stored.value(at: .delivery))
        case .senderSuspect: self = .senderSuspect(try stored.value(at: .sender))
        case .secretsUnreadable: self = .secretsUnreadable(try stored.value(at: .secrets))
        }
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        let name: Name
        switch self {
        case .failing(let outage):
            name = .failing
            try values.encode(outage, forKey: .outage)
        case .deactivated(let deactivation):
            name = .deactivated
            try values.encode(deactivation, forKey: .deactivation)
        case .reactivated(let deactivation):
            name = .reactivated
            try values.encode(deactivation, forKey: .deactivation)
        case .parked(let delivery):
            name = .parked
            try values.encode(delivery, forKey: .delivery)
        case .senderSuspect(let sender):
            name = .senderSuspect
            try values.encode(sender, forKey: .sender)
        case .secretsUnreadable(let secrets):
            name = .secretsUnreadable
            try values.encode(secrets, forKey: .secrets)
        }
        try values.encode(name, forKey: .kind)
    }
}
