package import WebhookKit

/// A webhook's health changed.
package struct HealthChange: Sendable, Hashable {
    /// The webhook's number.
    package var webhook: Int
    /// Its health from then on.
    package var health: Decoded<WebhookHealth>

    /// Puts a change together.
    package init(webhook: Int, health: WebhookHealth) {
        self.init(webhook: webhook, health: .value(health))
    }

    init(webhook: Int, health: Decoded<WebhookHealth>) {
        self.webhook = webhook
        self.health = health
    }
}

extension HealthChange: PlainRecord {
    package static var kind: StaticString { "health" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""webhook":"#)
        let webhook: Int = try cursor.number()
        try cursor.skip(#","health":"#)
        return HealthChange(webhook: webhook, health: try cursor.decodeRestIfKnown())
    }

    package func append(to bytes: inout [UInt8]) throws(any Error) {
        bytes.append(#""webhook":"#)
        bytes.append(number: webhook)
        bytes.append(#","health":"#)
        switch health {
        case .value(let health): try bytes.append(json: health)
        case .unread(let json): bytes.append(contentsOf: json.bytes)
        }
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.load(health, of: webhook)
    }
}
