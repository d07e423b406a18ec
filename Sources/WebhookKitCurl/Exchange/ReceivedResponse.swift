import WebhookKit

/// A response as it came, its header lines not yet read.
struct ReceivedResponse: Sendable {
    /// What stands behind every line; libcurl cuts the head there, so none holds it.
    static let lineEnd = UInt8(ascii: "\n")

    var status: Int
    /// The header lines, each with ``lineEnd`` behind it.
    var lines: [UInt8]
    var body: [UInt8]
    var isTruncated: Bool

    /// The header fields in order.
    var fields: [HTTPField] {
        var fields: [HTTPField] = []
        fields.reserveCapacity(16)
        for line in lines.split(separator: Self.lineEnd) {
            if let first = line.first, first.isHTTPBlank {
                // A line that goes on with the one before, which RFC 9112 has given up (section 5.2).
                guard let last = fields.indices.last else { continue }
                fields[last].value += " \(Self.text(of: line))"
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                fields.append(
                    HTTPField(
                        Self.text(of: line[..<colon]),
                        Self.text(of: line[colon...].dropFirst())
                    )
                )
            }
        }
        return fields
    }

    /// Bytes that are not UTF-8 are repaired.
    private static func text(of bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes.drop(while: \.isHTTPBlank)
        while let last = bytes.last, last.isHTTPBlank { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension TransportResponse {
    /// Reads a response that was received.
    init(_ received: ReceivedResponse) {
        self.init(
            status: received.status,
            headers: received.fields,
            body: received.body,
            isTruncated: received.isTruncated
        )
    }
}
