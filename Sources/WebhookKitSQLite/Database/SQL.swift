/// The text of a statement: a literal in the source, never put together from data.
///
/// `{name}` stands for one of our tables or indexes; the prefix that the host has chosen comes before
/// it. The literal's address names the statement in the cache, so that no text is hashed.
struct SQL: ExpressibleByStringLiteral {
    let text: StaticString

    init(stringLiteral text: StaticString) {
        self.text = text
    }

    /// Names the statement among those of one connection.
    var key: UInt { unsafe UInt(bitPattern: text.utf8Start) }

    /// The text with every name in its place.
    func resolved(by names: TableNames) -> String {
        let text = String(describing: text)
            .replacing("{*delivery}", with: DeliveryRecord.columns)
            .replacing("{*event}", with: EventHead.columns)
        return names.resolve(text)
    }
}
