#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

extension SystemClock: MachineClock {
    /// The kernel's own id of this start, or an id made of the time of it where there is none.
    public var boot: String { Self.bootID }

    /// `CLOCK_BOOTTIME`; on Darwin `CLOCK_MONOTONIC_RAW`, which goes on while asleep there.
    public var sinceBoot: Duration {
        var time = timespec()
        #if canImport(Darwin)
            unsafe clock_gettime(CLOCK_MONOTONIC_RAW, &time)
        #else
            unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        #endif
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    // It cannot change while the process lives.
    private static let bootID =
        readBootID()
        ?? bootID(
            startedAt: .milliseconds(SystemClock().now.millisecondsSinceEpoch)
                - SystemClock().sinceBoot
        )

    /// An id for a machine that does not tell its own, as Darwin may not in a sandbox.
    ///
    /// To the minute: all processes should find the same, although the wall clock is set a little now
    /// and then. Where they do not, leases are void early, and a request may be sent twice.
    ///
    /// - Parameter time: When the machine started, by the wall, since 1970.
    package static func bootID(startedAt time: Duration) -> String {
        let minutes = (time + .seconds(30)).components.seconds / 60
        return "started in minute \(minutes)"
    }

    #if canImport(Darwin)
        private static func readBootID() -> String? {
            var bytes = [UInt8](repeating: 0, count: 64)
            var count = bytes.count
            let code = unsafe sysctlbyname("kern.bootsessionuuid", &bytes, &count, nil, 0)
            guard code == 0, bytes[0] != 0 else { return nil }
            return String(decoding: bytes.prefix(count).prefix { $0 != 0 }, as: UTF8.self)
        }
    #else
        private static func readBootID() -> String? {
            let path = "/proc/sys/kernel/random/boot_id"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
            let id = text.filter { !$0.isWhitespace }
            return id.isEmpty ? nil : id
        }
    #endif
}
