package import WebhookKit

/// Deliveries have changed, or were added to events that stand there already.
package struct DeliveryChanges: Sendable, Hashable {
    /// The changes, in their order.
    package var list: [DeliveryChange]

    /// Puts changes together.
    package init(_ list: [DeliveryChange]) {
        self.list = list
    }
}

extension DeliveryChanges: PlainRecord {
    package static var kind: StaticString { "deliveries" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""list":"#)
        return DeliveryChanges(
            try cursor.list { cursor throws(RecordProblem) in try cursor.deliveryChange() }
        )
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""list":"#)
        bytes.append(list: list) { $1.append(to: &$0) }
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        var isKnown = true
        for change in list {
            let wasKnown = loader.load(
                change.delivery.state,
                index: Int32(clamping: change.index),
                at: change.position,
                webhook: change.delivery.webhook
            )
            if !wasKnown { isKnown = false }
        }
        return isKnown
    }
}
