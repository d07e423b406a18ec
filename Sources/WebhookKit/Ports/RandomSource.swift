/// Where ids, secrets and jitter take their randomness from.
///
/// Production uses ``SystemRandom``, which is cryptographically secure. Anything else is for tests:
/// secrets made from a predictable source are predictable.
public protocol RandomSource: Sendable {
    /// Gives 64 uniformly distributed bits; safe to call from many tasks at once.
    func next() -> UInt64
}

extension RandomSource {
    /// Gives `count` random bytes.
    public func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count + 7)
        while result.count < count {
            let word = next()
            for shift in stride(from: 0, to: 64, by: 8) {
                result.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        result.removeLast(result.count - count)
        return result
    }

    /// Gives a number from 0 up to, but not including, 1.
    package func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}

/// The system's cryptographically secure generator.
public struct SystemRandom: RandomSource {
    /// Makes a source; all of them draw from the same system generator.
    public init() {}

    /// Gives 64 random bits of the system.
    public func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
