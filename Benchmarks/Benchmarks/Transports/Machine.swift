import Foundation

/// The machine that figures were measured on.
enum Machine {
    static var description: String {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let processor = read("/proc/cpuinfo").split(separator: "\n")
            .first { $0.hasPrefix("model name") }?
            .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        let load = read("/proc/loadavg").split(separator: " ").first ?? "unknown"
        let system = ProcessInfo.processInfo.operatingSystemVersionString
        return "\(cores) cores of \(processor ?? "an unknown processor"), \(system), load \(load)"
    }

    private static func read(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
