import WebhookKit

/// What a run has said, read from its lines.
struct Acknowledged {
    /// A delivery, by its names.
    struct Target: Hashable {
        let webhook: String
        let event: String
    }

    /// Groups of events that the run was about to publish, each group in one call.
    var tried: [[String]] = []
    /// The positions of published events.
    var positions: [String: Int64] = [:]
    /// Events that were published with an order, in one transaction of the host's.
    var ordered: Set<String> = []
    var inserted: Set<String> = []
    /// The latest acknowledged revision and name of each webhook.
    var revisions: [String: (number: Int, name: String)] = [:]
    /// Deliveries whose success was recorded.
    var succeeded: Set<Target> = []
    /// How many attempts were recorded for each delivery.
    var attempts: [Target: Int] = [:]
    /// How many lines say that something was done.
    var count = 0

    init(lines: some Sequence<Substring>) {
        for line in lines { take(line.split(separator: " ").map(String.init)) }
    }

    private mutating func take(_ words: [String]) {
        switch words.first {
        case "trying":
            tried.append(Array(words.dropFirst()))
            return
        case "published":
            for word in words.dropFirst() {
                let parts = word.split(separator: "=")
                guard parts.count == 2, let position = Int64(parts[1]) else { continue }
                positions[String(parts[0])] = position
            }
        case "ordered" where words.count == 2:
            ordered.insert(words[1])
        case "inserted" where words.count == 2:
            inserted.insert(words[1])
        case "updated" where words.count == 4:
            if let number = Int(words[2]) { revisions[words[1]] = (number, words[3]) }
        case "settled" where words.count == 4:
            let target = Target(webhook: words[1], event: words[2])
            attempts[target, default: 0] += 1
            if words[3] == "well" { succeeded.insert(target) }
        default:
            return
        }
        count += 1
    }
}
