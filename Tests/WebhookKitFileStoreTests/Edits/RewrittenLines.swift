import WebhookKit
import WebhookKitFileStore

extension SimulatedDisk {
    /// Puts other texts into the lines of a store, as another version would have written them: every
    /// checksum is right again. A text must be as long as the one that it replaces.
    func rewriteLines(_ edit: (String) -> String) {
        let names = names(in: "/store").filter { $0.hasSuffix("jsonl") || $0 == "store.json" }
        // Journals first, then what tells of their lines.
        let sorted = names.filter { $0.hasPrefix("j") } + names.filter { !$0.hasPrefix("j") }
        var sums: [String: String] = [:]
        for name in sorted {
            let lines = linesWithFeeds(bytes(at: "/store/\(name)") ?? []).map { bytes in
                var line = edit(String(decoding: bytes, as: UTF8.self))
                for field in [#""after":""#, #""last":""#] {
                    guard let start = line.firstRange(of: field)?.upperBound else { continue }
                    let end = line.index(start, offsetBy: 16)
                    if let sum = sums[String(line[start..<end])] {
                        line.replaceSubrange(start..<end, with: sum)
                    }
                }
                return Self.summed(line, &sums)
            }
            try? remove("/store/\(name)")
            put(Array(lines.joined()), at: "/store/\(name)")
        }
    }

    /// A line with its checksum, which takes the place of the old one.
    private static func summed(_ line: String, _ sums: inout [String: String]) -> [UInt8] {
        var bytes = Array(line.utf8)
        guard bytes.count > 27 else { return bytes }
        let digits = String(Checksum.xxh64(bytes[26...].dropLast()), radix: 16)
        let sum = String(repeating: "0", count: 16 - digits.count) + digits
        sums[String(decoding: bytes[8..<24], as: UTF8.self)] = sum
        bytes.replaceSubrange(8..<24, with: sum.utf8)
        return bytes
    }

    /// What all lines say that have one of these texts, without what frames a line.
    func records(_ texts: [String]) -> [String] {
        allFiles.sorted { $0.key < $1.key }.flatMap { linesWithFeeds($0.value) }
            .map { String(decoding: $0, as: UTF8.self) }
            .filter { line in texts.contains { line.contains($0) } }
            .compactMap { line in
                line.firstRange(of: #""kind":"#).map { String(line[$0.lowerBound...]) }
            }
    }
}
