/// Reads the `Retry-After` header of an answer (D-7, RFC 9110 section 10.2.3).
package enum RetryAfter {
    /// The longest delay that is believed; longer hints are cut to it.
    package static let maximumDelay = Duration.seconds(365 * 86_400)

    /// The delay a receiver asks for, or nil when the value is neither seconds nor an HTTP date.
    ///
    /// Seconds are plain digits, in any number. Dates in the past give zero. What is longer than
    /// ``maximumDelay`` is cut to it; signs, fractions and exponents are not digits and give nil.
    package static func delay(from value: String, now: Timestamp) -> Duration? {
        let bytes = value.utf8.drop { $0.isHTTPBlank }
        guard let last = bytes.lastIndex(where: { !$0.isHTTPBlank }) else { return nil }
        let text = bytes[...last]
        guard text.allSatisfy(\.isASCIIDigit) else {
            return Timestamp(httpDate: Substring(text), now: now).map {
                min(max(.zero, now.duration(to: $0)), maximumDelay)
            }
        }
        var seconds: Int64 = 0
        for digit in text {
            seconds = seconds * 10 + Int64(digit - 0x30)
            if seconds >= maximumDelay.components.seconds { return maximumDelay }
        }
        return .seconds(seconds)
    }
}
