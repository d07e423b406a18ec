#if canImport(WebhookKitCCurl)
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
    var fields: [HeaderField] {
        var fields: [HeaderField] = []
        fields.reserveCapacity(16)
        for line in lines.split(separator: Self.lineEnd) {
            if let first = line.first, first.isHTTPBlank {
                // A line that goes on with the one before, which RFC 9112 has given up (section 5.2).
                guard let last = fields.indices.last else { continue }
                fields[last].value += " \(Self.text(of: line))"
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                let name = Self.text(of: line[..<colon])
                guard !name.isEmpty else { continue }
                fields.append(HeaderField(name, Self.text(of: line[colon...].dropFirst())))
            }
        }
        return fields
    }

    /// Bytes that are not UTF-8 are repaired, and a lone CR is a blank (RFC 9110, section 5.5).
    private static func text(of bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes.drop(while: \.isHTTPBlank)
        while let last = bytes.last, last.isHTTPBlank { bytes.removeLast() }
        guard bytes.contains(0x0D) else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: bytes.map { $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
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
#endif
