public import WebhookKit

/// Header fields in one blob: every name and every value behind its length in four bytes, lowest first.
@usableFromInline
package enum HeaderBytes {
    package static func encode(_ fields: [HeaderField]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 8 }
        )
        for field in fields {
            append(field.name, to: &bytes)
            append(field.value, to: &bytes)
        }
        return bytes
    }

    /// The fields; nil when the bytes are none of ours.
    @usableFromInline
    package static func decode(_ bytes: [UInt8]) -> [HeaderField]? {
        var rest = bytes[...]
        var fields: [HeaderField] = []
        while !rest.isEmpty {
            guard let name = takeText(&rest), let value = takeText(&rest) else { return nil }
            fields.append(HeaderField(name, value))
        }
        return fields
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let count = text.utf8.count
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count >> 16))
        bytes.append(UInt8(truncatingIfNeeded: count >> 24))
        bytes.append(contentsOf: text.utf8)
    }

    private static func takeText(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.count >= 4 else { return nil }
        let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return String(decoding: rest.prefix(count), as: UTF8.self)
    }
}
