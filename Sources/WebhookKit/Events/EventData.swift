#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How a host's values become the JSON data of an event (E-4).
enum EventData {
    /// Keys sorted, slashes as they are, dates as RFC 3339 in UTC with milliseconds.
    static func json(of value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom(encode)
        return Array(try encoder.encode(value))
    }

    private static func encode(_ date: Date, to encoder: any Encoder) throws {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        let time = Int64(exactly: milliseconds).map { Timestamp(millisecondsSinceEpoch: $0) }
        // RFC 3339 has four digits for the year: what does not fit would become another date.
        guard let time, Timestamp(rfc3339: time.rfc3339) == time else {
            // Not the date itself: Foundation traps when it describes one so far away.
            throw EncodingError.invalidValue(
                date.timeIntervalSince1970,
                .init(
                    codingPath: encoder.codingPath,
                    debugDescription: "a date outside the years 0000 to 9999 has no RFC 3339 form"
                )
            )
        }
        var container = encoder.singleValueContainer()
        try container.encode(time.rfc3339)
    }
}
