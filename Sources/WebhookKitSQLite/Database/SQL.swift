import WebhookKitSQL

/// The text of a statement: a literal in the source, never put together from data.
///
/// `{name}` stands for one of our tables or indexes; the prefix that the host has chosen comes before
/// it. `{*name}` stands for the columns of a ``ColumnList``, or of several, one behind another. The
/// literal's address names the statement in the cache, so that no text is hashed.
struct SQL: ExpressibleByStringLiteral {
    let text: StaticString

    init(stringLiteral text: StaticString) {
        self.text = text
    }

    /// Names the statement among those of one connection.
    var key: UInt { unsafe UInt(bitPattern: text.utf8Start) }

    /// The text with every name in its place.
    func resolved(by names: TableNames) -> String {
        var text = String(describing: text)
        guard text.contains("{*") else { return names.resolve(text) }
        for (name, list) in Self.lists where text.contains(name) {
            text = text.replacing(name, with: list)
        }
        return names.resolve(text)
    }

    private static var lists: [(name: String, list: String)] {
        let event = "\(EventUseColumn.list), \(EventColumn.list)"
        return [
            ("{*delivery}", "\(DeliveryColumn.list), \(ProgressColumn.list), \(event)"),
            ("{*event}", event),
            ("{*body}", BodyColumn.list),
            ("{*lease}", "\(LeasePlaceColumn.list), \(LeaseColumn.list)"),
            ("{*queue}", QueueColumn.list),
            ("{*store}", CounterColumn.list),
            ("{*webhook}", WebhookColumn.list),
            ("{*attempt}", AttemptColumn.list),
            ("{*outbox}", OutboxColumn.list),
        ]
    }
}
