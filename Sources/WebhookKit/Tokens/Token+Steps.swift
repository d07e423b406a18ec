/// What may become of a token: pure, and the same in every store.
extension Token {
    /// Takes the settings that somebody made from those in `base`.
    ///
    /// What others have edited meanwhile stays, unless it is the very field: nothing is lost silently.
    mutating func edit(_ edited: Settings, from base: Settings) throws(StoreError) {
        func merge<Value: Equatable>(
            _ field: WritableKeyPath<Settings, Value>
        ) throws(StoreError) {
            guard edited[keyPath: field] != base[keyPath: field] else { return }
            guard settings[keyPath: field] == base[keyPath: field] else {
                throw .conflict("token \(id) was edited meanwhile; read it again")
            }
            settings[keyPath: field] = edited[keyPath: field]
        }
        try merge(\.exactName)
        try merge(\.exactDescription)
        try merge(\.permissions)
        try merge(\.expiresAt)
    }

    /// Switches it off; one that is off already stays as it is.
    mutating func deactivate(_ reason: Deactivation.Reason, at time: Timestamp) {
        guard deactivation == nil else { return }
        deactivation = Deactivation(at: time, reason: reason)
    }

    /// Switches it on again (T-5).
    mutating func activate(at time: Timestamp) throws(FieldError) {
        var active = self
        active.deactivation = nil
        switch active.status(at: time) {
        case .expired:
            throw FieldError("expiresAt", "the token has expired; give it a later end first")
        case .superseded(let successor):
            throw FieldError("token", "\(successor) has taken over from it; use that one")
        case .active, .inactive:
            self = active
        }
    }

    /// Hands over to a new token, which has its settings; the old one stops after the overlap (T-8).
    mutating func rotate(
        to successor: ID,
        at time: Timestamp,
        overlap: Duration
    ) throws(FieldError) -> Token {
        if let succession {
            throw FieldError("token", "\(succession.successor) follows on it already; rotate that")
        }
        guard status(at: time) == .active else {
            throw FieldError("token", "only an active token can be rotated")
        }
        succession = Succession(successor: successor, endsAt: time.advanced(by: overlap))
        var settings = settings
        // As long a life as the old one was given.
        settings.expiresAt = settings.expiresAt.map {
            time.advanced(by: createdAt.duration(to: $0))
        }
        return Token(
            id: successor,
            scope: scope,
            owner: owner,
            settings: settings,
            createdAt: time,
            predecessor: id
        )
    }

    /// Whether it may be deleted (T-6).
    func checkDeletion(at time: Timestamp, evenActive: Bool) throws(FieldError) {
        guard evenActive || status(at: time) != .active else {
            throw FieldError("token", "deactivate it first: only an inactive token can be deleted")
        }
    }

    /// Notes that it was used, unless that was noted within the interval (T-2).
    mutating func use(at time: Timestamp, interval: Duration) {
        if let lastUsedAt, lastUsedAt.duration(to: time) < interval { return }
        lastUsedAt = time
    }
}

extension Token.Settings {
    /// Checks what people have chosen.
    ///
    /// - Parameter present: settings that are stored already: an end that has not changed is fine.
    func check(at time: Timestamp, present: Token.Settings? = nil) throws(FieldError) {
        guard (1...200).contains(name.utf8.count),
            !name.unicodeScalars.contains(where: \.breaksLines)
        else {
            throw FieldError("name", "use 1 to 200 UTF-8 bytes, no control characters")
        }
        let hasControls = description.unicodeScalars.contains {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" && $0 != "\r"
        }
        guard description.utf8.count <= 2000, !hasControls else {
            throw FieldError(
                "description",
                "use at most 2,000 UTF-8 bytes, no control characters but line breaks and tabs"
            )
        }
        if case .only(let permissions) = permissions, permissions.count > 100 {
            throw FieldError("permissions", "use at most 100")
        }
        if let expiresAt, expiresAt != present?.expiresAt, expiresAt <= time {
            throw FieldError("expiresAt", "choose a time to come, or nil for never")
        }
    }
}
