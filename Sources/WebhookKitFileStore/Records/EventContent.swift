package import WebhookKit

/// An event as its record holds it: the last fields of the line, copied unread into snapshots.
///
/// `"id":"…","organization":"…","environment":"…","type":"…","occurredAt":0,["key":"…",]`
/// `["only":"…",]"dataOffset":0,"body":…`. The body is JSON already and stands there as it is. One
/// that could not stand in a line is `"text":"…"` if it has a line feed or a NUL, and
/// `"base64":"…"` if it is not even UTF-8.
package enum EventContent {
    /// Writes an event.
    package static func encode(_ event: Event) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(event.body.count + 320)
        bytes.append(#""id":""#)
        bytes.append(contentsOf: event.id.string.utf8)
        bytes.append(#"","organization":""#)
        bytes.append(contentsOf: event.scope.organization.name.utf8)
        bytes.append(#"","environment":""#)
        bytes.append(contentsOf: event.scope.environment.name.utf8)
        bytes.append(#"","type":""#)
        bytes.append(contentsOf: event.type.name.utf8)
        bytes.append(#"","occurredAt":"#)
        bytes.append(number: event.occurredAt.millisecondsSinceEpoch)
        if let key = event.idempotencyKey {
            bytes.append(#","key":"#)
            bytes.append(quoted: key.string)
        }
        if case .only(let webhook) = event.audience {
            bytes.append(#","only":""#)
            bytes.append(contentsOf: webhook.string.utf8)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(#","dataOffset":"#)
        bytes.append(number: event.dataOffset)
        if event.body.fitsIntoLine {
            bytes.append(#","body":"#)
            bytes.append(contentsOf: event.body)
        } else {
            bytes.append(textOrBase64: event.body)
        }
        return bytes
    }
}
