#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What this process, or children of it that have ended, took from the machine.
public enum ProcessUse {
    /// The processor time of this process on all cores, in seconds.
    public static func ownProcessorTime() -> Double {
        processorTime(of: RUSAGE_SELF)
    }

    /// The processor time of the children that have ended, in seconds.
    public static func childrensProcessorTime() -> Double {
        processorTime(of: RUSAGE_CHILDREN)
    }

    /// A line of Linux's `/proc/…/status`, such as `VmRSS` in KiB; nil where there is none.
    public static func status(_ name: String, of process: String = "self") -> Int? {
        guard let file = fopen("/proc/\(process)/status", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
                as: UTF8.self
            )
            guard text.hasPrefix(name + ":") else { continue }
            return text.split { !("0"..."9" ~= $0) }.first.flatMap { Int($0) }
        }
        return nil
    }

    /// How many file descriptors this process has open; nil where that cannot be told.
    public static func openDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // ".", "..", and the one that reads.
        return count - 3
    }

    #if canImport(Glibc)
        private static func processorTime(of who: __rusage_who) -> Double {
            var usage = rusage()
            getrusage(__rusage_who_t(who.rawValue), &usage)
            return seconds(usage.ru_utime) + seconds(usage.ru_stime)
        }
    #else
        private static func processorTime(of who: Int32) -> Double {
            var usage = rusage()
            getrusage(who, &usage)
            return seconds(usage.ru_utime) + seconds(usage.ru_stime)
        }
    #endif

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }
}
