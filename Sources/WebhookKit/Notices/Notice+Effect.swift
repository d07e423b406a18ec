extension Notice {
    /// Makes the notice that a change of a webhook's health asks for.
    ///
    /// Its id follows from the webhook, the outage and the kind, so that a store which keeps ids
    /// unique stores it once.
    ///
    /// - Parameter outages: the webhook's after the change.
    init(
        _ effect: WebhookHealth.Effect,
        about subject: Webhook,
        outages: Int,
        at now: Timestamp
    ) {
        let name: String
        switch effect {
        case .noticeFailing(let outage): (kind, name) = (.failing(outage), "failing")
        case .noticeDeactivated(let reason): (kind, name) = (.deactivated(reason), "deactivated")
        case .noticeReactivated(let reason): (kind, name) = (.reactivated(reason), "reactivated")
        }
        let scope = subject.scope
        let key = "\(Self.key(of: subject)):\(outages):\(name)"
        id = ID(
            at: Timestamp(millisecondsSinceEpoch: 0),
            entropy: SHA256.words(of: Array(key.utf8))
        )
        self.scope = scope
        webhook = Subject(id: subject.id, name: subject.name, url: subject.url)
        at = now
    }

    /// The same about a webhook that has changed already.
    init(_ effect: WebhookHealth.Effect, about webhook: Webhook, at now: Timestamp) {
        self.init(effect, about: webhook, outages: webhook.health.outages, at: now)
    }

    /// Makes the notice that a delivery was parked; its id is the same all day, by UTC.
    init(_ parked: ParkedDelivery, about record: WebhookRecord, at now: Timestamp) {
        let scope = record.webhook.scope
        let (day, _) = now.millisecondsSinceEpoch.quotientAndRemainder(dividingBy: 86_400_000)
        let key = "\(Self.key(of: record.webhook)):parked:\(day)"
        id = ID(
            at: Timestamp(millisecondsSinceEpoch: 0),
            entropy: SHA256.words(of: Array(key.utf8))
        )
        self.scope = scope
        kind = .parked(parked)
        webhook = Subject(id: record.id, name: record.webhook.name, url: record.webhook.url)
        at = now
    }

    /// What no other webhook has. The scope too, since hosts may bring the same id in two scopes; and the
    /// time of creation, since a webhook may be removed and one of its id inserted again.
    private static func key(of webhook: Webhook) -> String {
        "\(webhook.scope):\(webhook.id):\(webhook.createdAt.millisecondsSinceEpoch)"
    }

    /// Makes the notice that the sender itself is suspect; one for each time it becomes so.
    init(suspect outage: SenderOutage, id: ID, scope: Scope, at now: Timestamp) {
        self.id = id
        self.scope = scope
        kind = .senderSuspect(outage)
        webhook = nil
        at = now
    }

    /// Makes the notice that secrets cannot be read, for the operators.
    ///
    /// Its id follows from the hour and the order of magnitude, so that several processes which meet
    /// the same outage tell of it once.
    init(unreadable outage: SecretOutage, of webhook: Webhook, scope: Scope, at now: Timestamp) {
        let hour = now.millisecondsSinceEpoch / 3_600_000
        let magnitude =
            max(1, outage.webhooks).bitWidth - max(1, outage.webhooks).leadingZeroBitCount
        let key = "\(scope):secretsUnreadable:\(hour):\(magnitude)"
        id = ID(
            at: Timestamp(millisecondsSinceEpoch: 0),
            entropy: SHA256.words(of: Array(key.utf8))
        )
        self.scope = scope
        kind = .secretsUnreadable(outage)
        self.webhook = Subject(id: webhook.id, name: webhook.name, url: webhook.url)
        at = now
    }
}

extension WebhookRecord {
    /// The notice to store with a delivery that is parked, in the same step; further ones of a webhook on
    /// the same day have the same id (A-5, D-13).
    public func parkingNotice(of parked: ParkedDelivery, at now: Timestamp) -> Notice {
        Notice(parked, about: self, at: now)
    }
}
