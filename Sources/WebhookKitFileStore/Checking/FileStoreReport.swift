public import WebhookKit

/// What a store's folder holds, and what of it cannot be believed.
public struct FileStoreReport: Sendable, CustomStringConvertible {
    /// The files that were read, oldest first, with their sizes in bytes.
    public internal(set) var files: [(name: String, size: Int64)] = []
    /// Webhooks, over all scopes.
    public internal(set) var webhooks = 0
    /// Events that are kept.
    public internal(set) var events = 0
    /// Deliveries that wait, those among them that a process had leased when it ended.
    public internal(set) var waiting = 0
    /// Deliveries that are set aside (D-13).
    public internal(set) var parked = 0
    /// Attempts in all logs.
    public internal(set) var attempts = 0
    /// Notices that have not been handed out.
    public internal(set) var notices = 0
    /// Rows of the chapters beside sending, over all tables and scopes.
    public internal(set) var rows = 0

    /// Webhooks that this version cannot read, the first hundred: a store sets them aside and keeps them.
    public internal(set) var faults: [StoreFault] = []

    /// What cannot be believed, in the order of the files; the first thousand places.
    public internal(set) var damage: [Damage] = []
    /// How many places there are in all.
    public internal(set) var damageCount = 0
    /// The torn end of the last journal. Opening cuts it off, and nothing acknowledged is in it.
    public internal(set) var tornTail: Damage?

    /// Whether the store can be opened.
    public var isSound: Bool { damageCount == 0 }

    /// The report in lines, for people.
    public var description: String {
        var lines = files.map { "\($0.name): \($0.size) bytes" }
        lines.append(
            "\(webhooks) webhooks, \(events) events, \(waiting) deliveries waiting, "
                + "\(parked) parked, \(attempts) attempts in logs, \(notices) notices, \(rows) rows"
        )
        lines += faults.map { "set aside: \($0)" }
        lines += damage.map { "damaged: \($0)" }
        if damageCount > damage.count {
            lines.append("damaged: \(damageCount - damage.count) further places")
        }
        if let tornTail { lines.append("torn tail, to be cut off: \(tornTail)") }
        lines.append(isSound ? "sound" : "not sound")
        return lines.joined(separator: "\n")
    }

    mutating func add(_ damage: Damage) {
        damageCount += 1
        if self.damage.count < 1000 { self.damage.append(damage) }
    }
}
