/// A promise that a conformance kit checks by its name: a ``StorePromise`` or a ``TransportPromise``.
public protocol ConformancePromise: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// The rules of *Behaviour* that it shows, as `D-10`, and of *Faults survived*, as `Fault 12`.
    var rules: [String] { get }
}

/// A promise that does not hold.
public struct ConformanceFailure<Promise: ConformancePromise>: Error, Hashable,
    CustomStringConvertible
{
    /// Which one.
    public let promise: Promise

    /// What was expected and what came instead, for people.
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
