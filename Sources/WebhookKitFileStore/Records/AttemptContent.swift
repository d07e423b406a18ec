package import WebhookKit

/// An attempt as its record holds it: a JSON object, copied unread into snapshots.
package enum AttemptContent {
    /// Writes an attempt. A response's body is `"text"` where it is UTF-8, else `"base64"`.
    package static func encode(_ attempt: Attempt) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity((attempt.response?.body.count ?? 0) + 1024)
        bytes.append(#"{"delivery":""#)
        bytes.append(contentsOf: attempt.deliveryID.string.utf8)
        bytes.append(#"","number":"#)
        bytes.append(number: attempt.number)
        bytes.append(#","round":"#)
        bytes.append(number: attempt.round)
        bytes.append(#","startedAt":"#)
        bytes.append(number: attempt.startedAt.millisecondsSinceEpoch)
        bytes.append(#","duration":"#)
        bytes.append(duration: attempt.duration)
        bytes.append(#","url":"#)
        bytes.append(quoted: attempt.request.url)
        bytes.append(#","headers":"#)
        append(attempt.request.headers, to: &bytes)
        if let response = attempt.response { append(response, to: &bytes) }
        if let failure = attempt.failure { append(failure, to: &bytes) }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private static func append(_ response: Attempt.Response, to bytes: inout [UInt8]) {
        bytes.append(#","response":{"status":"#)
        bytes.append(number: response.status)
        bytes.append(#","headers":"#)
        append(response.headers, to: &bytes)
        bytes.append(response.isTruncated ? #","truncated":true"# : #","truncated":false"#)
        bytes.append(textOrBase64: response.body)
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append(_ failure: AttemptFailure, to bytes: inout [UInt8]) {
        bytes.append(#","failure":{"kind":""#)
        bytes.append(contentsOf: failure.kind.rawValue.utf8)
        bytes.append(#"","status":"#)
        bytes.append(number: failure.status)
        bytes.append(#","detail":"#)
        bytes.append(quoted: failure.detail)
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append(_ headers: [HeaderField], to bytes: inout [UInt8]) {
        bytes.append(list: headers) { bytes, field in
            bytes.append(UInt8(ascii: "["))
            bytes.append(quoted: field.name)
            bytes.append(UInt8(ascii: ","))
            bytes.append(quoted: field.value)
            bytes.append(UInt8(ascii: "]"))
        }
    }
}
