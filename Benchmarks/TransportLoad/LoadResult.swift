/// What one contender did at one concurrency, as a line of text between processes.
public struct LoadResult: Sendable, LosslessStringConvertible {
    /// Requests a second.
    public var rate: Double
    /// Processor time a request, in microseconds.
    public var processorTime: Double
    /// Resident memory before the first request, at the end and at the most, in KiB.
    public var residentBefore: Double
    /// See ``residentBefore``.
    public var resident: Double
    /// See ``residentBefore``.
    public var residentPeak: Double
    /// Half of all requests took this long at the most, in microseconds.
    public var p50: Double
    /// All but one in a hundred took this long at the most, in microseconds.
    public var p99: Double
    /// Requests that were not answered with 200.
    public var failures: Double

    /// Makes a result of its numbers in the order of the properties.
    public init?(_ numbers: [Double]) {
        guard numbers.count == 8 else { return nil }
        rate = numbers[0]
        processorTime = numbers[1]
        residentBefore = numbers[2]
        resident = numbers[3]
        residentPeak = numbers[4]
        p50 = numbers[5]
        p99 = numbers[6]
        failures = numbers[7]
    }

    /// Reads a line.
    public init?(_ description: String) {
        self.init(description.split(separator: " ").compactMap { Double($0) })
    }

    /// The line.
    public var description: String {
        numbers.map(\.description).joined(separator: " ")
    }

    /// The result that has the median of each number.
    public static func median(_ results: [Self]) -> Self? {
        guard let count = results.first?.numbers.count else { return nil }
        return Self(
            (0..<count).map { index in
                results.map { $0.numbers[index] }.sorted()[results.count / 2]
            }
        )
    }

    private var numbers: [Double] {
        [rate, processorTime, residentBefore, resident, residentPeak, p50, p99, failures]
    }
}
