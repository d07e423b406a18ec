import WebhookKit

/// What a webhook that cannot be read is still known by: its place, and what notices call it.
struct WebhookHead: Decodable {
    /// A webhook of that place and name, of which nothing else holds.
    let placeholder: WebhookRecord

    private enum RecordKeys: String, CodingKey {
        case configuration
        /// Where formats 1 and 2 had it.
        case webhook
    }

    private enum Keys: String, CodingKey {
        case id, scope, name, url
    }

    init(from decoder: any Decoder) throws {
        let parts = try decoder.container(keyedBy: RecordKeys.self)
        let fields = try parts.nestedContainer(
            keyedBy: Keys.self,
            forKey: parts.contains(.configuration) ? .configuration : .webhook
        )
        let id = try fields.decode(Webhook.ID.self, forKey: .id)
        let start = Timestamp(millisecondsSinceEpoch: 0)
        placeholder = WebhookRecord(
            webhook: Webhook(
                id: id,
                scope: try fields.decode(Scope.self, forKey: .scope),
                settings: Webhook.Settings(
                    name: (try? fields.decode(String.self, forKey: .name)) ?? id.string,
                    url: try (try? fields.decode(WebhookURL.self, forKey: .url))
                        ?? WebhookURL("https://unreadable.invalid/"),
                    events: .all
                ),
                createdAt: start,
                modifiedAt: start
            ),
            secrets: SealedSecrets(bytes: [])
        )
    }
}
