import Foundation

/// What a piece of work took.
struct Measurement: CustomStringConvertible {
    private var time = Duration.zero
    /// How much more memory was resident after it than before, in bytes.
    private var growth = 0
    /// The same for the most that was resident meanwhile, looked at every 10 ms.
    private var peak = 0

    var description: String {
        let seconds = time / .seconds(1)
        let megabytes = [growth, peak].map { Double($0) / 1_048_576 }
        return String(
            format: "%7.3f s  %+6.1f MiB  peak %+6.1f MiB",
            seconds,
            megabytes[0],
            megabytes[1]
        )
    }

    static func of<Value>(_ work: () async -> Value) async -> (Value, Measurement) {
        let before = residentBytes()
        let sampler = Task.detached {
            var most = residentBytes()
            while (try? await Task.sleep(for: .milliseconds(10))) != nil {
                most = max(most, residentBytes())
            }
            return most
        }
        let start = ContinuousClock.now
        let value = await work()
        let time = start.duration(to: .now)
        let after = residentBytes()
        sampler.cancel()
        let most = max(await sampler.value, after)
        return (value, Measurement(time: time, growth: after - before, peak: most - before))
    }

    /// Adds up times and growth, and keeps the greater peak.
    mutating func add(_ other: Measurement) {
        time += other.time
        growth += other.growth
        peak = max(peak, other.peak)
    }

    init(time: Duration = .zero, growth: Int = 0, peak: Int = 0) {
        (self.time, self.growth, self.peak) = (time, growth, peak)
    }
}

/// What Linux counts as this process's resident memory; 0 where there is no /proc.
private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = fread(&bytes, 1, bytes.count, file)
    let fields = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}
