/// What became of one promise.
public enum PromiseOutcome<Promise: ConformancePromise>: Sendable, Hashable {
    /// It is kept.
    case kept
    /// It is broken, and how.
    case broken(ConformanceFailure<Promise>)
    /// It was not checked, and why.
    case skipped(String)
}

/// What became of all promises: none is passed over in silence.
public struct ConformanceReport<Promise: ConformancePromise>: Sendable, CustomStringConvertible {
    /// Every promise with its outcome, in the order in which they were checked.
    public private(set) var outcomes: [(promise: Promise, outcome: PromiseOutcome<Promise>)] = []

    /// Asks for each promise that is not excluded, one after another.
    ///
    /// - Parameter exclusions: promises that are not kept, each with the reason.
    init(
        excluding exclusions: [Promise: String],
        _ outcome: (Promise) async -> PromiseOutcome<Promise>
    ) async {
        for promise in Promise.allCases {
            if let reason = exclusions[promise] {
                outcomes.append((promise, .skipped(reason)))
            } else {
                outcomes.append((promise, await outcome(promise)))
            }
        }
    }

    /// Those that are kept.
    public var kept: [Promise] {
        outcomes.filter { $0.outcome == .kept }.map(\.promise)
    }

    /// Those that are broken, with what came instead.
    public var failures: [ConformanceFailure<Promise>] {
        outcomes.compactMap { if case .broken(let failure) = $0.outcome { failure } else { nil } }
    }

    /// Those that were not checked, with the reason.
    public var skipped: [(promise: Promise, reason: String)] {
        outcomes.compactMap { promise, outcome in
            if case .skipped(let reason) = outcome { (promise, reason) } else { nil }
        }
    }

    /// A line for each promise that is broken, one for each reason to skip some, and the numbers.
    public var description: String {
        var lines = failures.map { "broken   \($0)" }
        for (reason, promises) in Dictionary(grouping: skipped, by: \.reason).sorted(by: {
            $0.key < $1.key
        }) {
            let names = promises.map(\.promise.rawValue).joined(separator: ", ")
            lines.append("skipped  \(reason): \(names)")
        }
        lines.append(
            "\(kept.count) promises kept, \(failures.count) broken, \(skipped.count) skipped"
        )
        return lines.joined(separator: "\n")
    }
}
