package import WebhookKit

/// A webhook was removed, with its deliveries and its log.
package struct RemovedWebhook: Sendable, Hashable {
    /// The webhook's number.
    package var webhook: Int

    /// Names the webhook.
    package init(webhook: Int) {
        self.webhook = webhook
    }
}

extension RemovedWebhook: PlainRecord {
    package static var kind: StaticString { "removed" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""webhook":"#)
        return RemovedWebhook(webhook: try cursor.number())
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""webhook":"#)
        bytes.append(number: webhook)
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.removeWebhook(webhook)
    }
}
