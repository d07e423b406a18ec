/// A promise of a port that a conformance kit of this module checks, one case for each.
public protocol ConformancePromise: RawRepresentable, CaseIterable, Sendable, Hashable
where RawValue == String {
    /// The rules of *Behaviour* that it shows, as `D-10`, and of *Faults survived*, as `Fault 12`.
    var rules: [String] { get }
}

/// A promise that is broken.
public struct ConformanceFailure<Promise: ConformancePromise>: Error, Sendable, Hashable,
    CustomStringConvertible
{
    /// Which one.
    public let promise: Promise

    /// What was expected and what came instead.
    public let message: String

    /// The promise's name, its rules and the message.
    public var description: String {
        "\(promise.rawValue) (\(promise.rules.joined(separator: ", "))): \(message)"
    }
}

/// Thrown by a check at the first difference.
struct BrokenPromise: Error {
    let message: String
}
