/// JSON of a journal that this version cannot decode, as it stands there.
package struct UnreadJSON: Sendable, Hashable {
    /// To be written again as they are.
    package var bytes: [UInt8]
    /// Where in it the trouble is, such as `webhook.scheme`; empty where nobody can say.
    package var path: String

    /// Takes bytes.
    package init(bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
    }
}

/// A value of a journal, or its bytes where this version cannot decode them.
package enum Decoded<Value> {
    case value(Value)
    case unread(UnreadJSON)
}

extension Decoded: Sendable where Value: Sendable {}
extension Decoded: Equatable where Value: Equatable {}
extension Decoded: Hashable where Value: Hashable {}

/// What a journal tells of a webhook that this version cannot read, since a newer one wrote it.
///
/// Such a webhook is set aside: it is neither listed, matched, claimed nor swept. It keeps its id, its
/// place in the limit, its deliveries and its log, can be removed, and a snapshot writes all of it again,
/// so that the newer version finds it whole.
package struct UnreadWebhook: Sendable, Hashable {
    /// The webhook as it was created or edited; nil when that can be read, and its health cannot.
    package internal(set) var record: UnreadJSON?
    /// Its health, where that was told after the record.
    package internal(set) var health: Decoded<WebhookHealth>?
    /// Whether counters were told after the record.
    package internal(set) var hasCounters = false

    /// Where the trouble is.
    private var path: String {
        if let record { return record.path }
        guard case .unread(let json) = health else { return "" }
        return json.path.isEmpty ? "health" : "health." + json.path
    }

    /// What people are told.
    var problem: String {
        "this version cannot read \(path.isEmpty ? "it" : "its " + path); a newer one may have written it"
    }
}

extension WebhookRow {
    /// Whether it cannot be read, and waits for a version that can.
    var isSetAside: Bool { unread != nil }

    /// Fails when it is set aside.
    func checkReadable() throws(StoreError) {
        guard let unread else { return }
        throw .damaged("webhook \(record.id): \(unread.problem)")
    }
}
