/// An instant of wall time in whole milliseconds, so that every store gives back what it got.
///
/// Arithmetic saturates instead of trapping: instants from outside may be absurd.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public var millisecondsSinceEpoch: Int64

    /// Makes an instant from milliseconds since 1970-01-01T00:00:00Z.
    public init(millisecondsSinceEpoch: Int64) {
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }

    /// Whole seconds since 1970, rounded down: what the signing schemes send.
    public var secondsSinceEpoch: Int64 {
        let (quotient, remainder) = millisecondsSinceEpoch.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Orders instants by time.
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.millisecondsSinceEpoch < rhs.millisecondsSinceEpoch
    }

    /// The instant `duration` later, at the nearest representable one where it would overflow.
    public func advanced(by duration: Duration) -> Timestamp {
        let step = duration.wholeMilliseconds
        let (sum, overflow) = millisecondsSinceEpoch.addingReportingOverflow(step)
        return Timestamp(millisecondsSinceEpoch: overflow ? (step < 0 ? .min : .max) : sum)
    }

    /// The time from this instant to `other`; negative when `other` is earlier.
    public func duration(to other: Timestamp) -> Duration {
        let (difference, overflow) = other.millisecondsSinceEpoch.subtractingReportingOverflow(
            millisecondsSinceEpoch
        )
        guard overflow else { return .milliseconds(difference) }
        return .milliseconds(other < self ? Int64.min / 2 : Int64.max / 2)
    }
}

extension Timestamp: Codable {
    /// Reads milliseconds since 1970 from a single number.
    public init(from decoder: any Decoder) throws {
        self.init(millisecondsSinceEpoch: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes milliseconds since 1970 as a single number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(millisecondsSinceEpoch)
    }
}

extension Duration {
    /// The duration in milliseconds, rounded toward zero, saturating at the ends of `Int64`.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return carry ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in seconds as a floating-point number, for ratios and jitter.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
