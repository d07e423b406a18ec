/// A duration in stored JSON: a whole number of milliseconds.
///
/// Reads ``FormerDuration`` too.
struct StoredDuration: Codable, Sendable, Hashable {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init(from decoder: any Decoder) throws {
        if let milliseconds = try? decoder.singleValueContainer().decode(Int64.self) {
            duration = .milliseconds(milliseconds)
        } else {
            let former = try FormerDuration(from: decoder).duration
            duration = .milliseconds(former.wholeMilliseconds)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var number = encoder.singleValueContainer()
        try number.encode(duration.wholeMilliseconds)
    }
}

/// A duration as earlier versions wrote it: the two halves of its 128 bits, in attoseconds.
struct FormerDuration: Decodable {
    let duration: Duration

    init(from decoder: any Decoder) throws {
        var halves = try decoder.unkeyedContainer()
        let high = try halves.decode(Int64.self)
        let low = try halves.decode(UInt64.self)
        // No more than milliseconds can say, so that no sum of some of them overflows.
        let most = Int128(Int64.max) * 1_000_000_000_000_000
        let (seconds, attoseconds) = max(-most, min(most, Int128(high) << 64 | Int128(low)))
            .quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
        // No initialiser: a search among those of `Duration` brings in `timespec`, and whole modules
        // then know it as nobody's that they import.
        duration = .seconds(Int64(seconds)) + .nanoseconds(Int64(attoseconds / 1_000_000_000))
    }
}

/// Bytes in stored JSON: a text in base64.
///
/// Earlier versions wrote an array of numbers.
struct StoredBytes: Codable, Sendable, Hashable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let text = try? value.decode(String.self) else {
            bytes = try value.decode([UInt8].self)
            return
        }
        guard let bytes = Base64.decode(text.utf8) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "no base64")
        }
        self.bytes = bytes
    }

    func encode(to encoder: any Encoder) throws {
        var text = encoder.singleValueContainer()
        try text.encode(Base64.encode(bytes))
    }
}
