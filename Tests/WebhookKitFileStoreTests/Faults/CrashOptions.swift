#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How thorough the runs are that crash or fail at each call.
enum CrashOptions {
    /// `Scripts/crash-points` sets it: every call, and this many power losses after each crash.
    static let seeds = number("WEBHOOKKIT_CRASH_SEEDS")

    /// The distance between two calls: one in the long form, `short` in the suite's, and a multiple
    /// of that where `Scripts/tsan` asks for it.
    static func step(short: Int) -> Int {
        seeds == nil ? short * (number("WEBHOOKKIT_CRASH_THINNING") ?? 1) : 1
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }
}
