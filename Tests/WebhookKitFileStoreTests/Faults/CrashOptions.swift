#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How thorough the runs are that crash or fail at each call.
enum CrashOptions {
    /// `Scripts/crash-points` sets it: every call, and this many power losses after each crash.
    static let seeds =
        ProcessInfo.processInfo.environment["WEBHOOKKIT_CRASH_SEEDS"].flatMap { Int($0) }

    /// The distance between two calls: one in the long form, `short` in the suite's.
    static func step(short: Int) -> Int { seeds == nil ? short : 1 }
}
