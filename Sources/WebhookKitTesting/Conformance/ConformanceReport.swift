/// What became of one promise.
public enum PromiseOutcome<Promise: ConformancePromise>: Sendable, Hashable {
    /// It is kept.
    case kept
    /// It is broken.
    case broken(ConformanceFailure<Promise>)
    /// It was not checked, and why.
    case skipped(String)
}

/// What became of all promises: none is passed over in silence.
public struct ConformanceReport<Promise: ConformancePromise>: Sendable, CustomStringConvertible {
    /// Every promise with its outcome, in the order in which they were checked.
    public let outcomes: [(promise: Promise, outcome: PromiseOutcome<Promise>)]

    /// Checks all promises but the excluded ones, one after another.
    init(
        excluding: [Promise: String],
        outcome: (Promise) async -> PromiseOutcome<Promise>
    ) async {
        var outcomes: [(Promise, PromiseOutcome<Promise>)] = []
        for promise in Promise.allCases {
            if let reason = excluding[promise] {
                outcomes.append((promise, .skipped(reason)))
            } else {
                outcomes.append((promise, await outcome(promise)))
            }
        }
        self.outcomes = outcomes
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
