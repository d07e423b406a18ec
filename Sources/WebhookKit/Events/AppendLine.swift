/// Who publishes while an append is under way, and who goes next; pure (E-7).
///
/// One append of a service is under way at a time. Those who come meanwhile wait in line: the first of
/// them makes the next one, and takes all along that wait then.
struct AppendLine<Caller> {
    /// A batch that waits.
    struct Entry {
        let ticket: Int
        let events: [Event]
        let caller: Caller
        /// Whether it failed together with others, and has to show what it does alone.
        var isAlone = false
    }

    /// Whether an append is under way, or somebody is on the way to make one.
    private(set) var isBusy = false
    private(set) var waiting: [Entry] = []
    private var lastTicket = 0

    /// The most events of batches that go together; a batch of more goes by itself.
    static var mostEvents: Int { 1000 }
    /// The most bytes of their bodies.
    static var mostBytes: Int { 4 << 20 }

    /// Takes the line when it is free.
    mutating func enter() -> Bool {
        guard !isBusy else { return false }
        isBusy = true
        return true
    }

    /// A number for one who is going to wait.
    mutating func takeTicket() -> Int {
        lastTicket += 1
        return lastTicket
    }

    /// Lets a batch wait behind all others.
    mutating func wait(_ entry: Entry) {
        waiting.append(entry)
    }

    /// Takes one who waits out of the line; nil when it does not wait any more.
    mutating func leave(_ ticket: Int) -> Caller? {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return waiting.remove(at: index).caller
    }

    /// Ends an append: gives who makes the next one. Nil when nobody waits, and the line is free.
    mutating func next() -> Entry? {
        guard !waiting.isEmpty else {
            isBusy = false
            return nil
        }
        return waiting.removeFirst()
    }

    /// Takes out who goes along with a batch that is handed over now.
    mutating func takeCompany(of events: [Event]) -> [Entry] {
        var (count, bytes) = (events.count, events.bodyBytes)
        let company = waiting.prefix { entry in
            count += entry.events.count
            bytes += entry.events.bodyBytes
            return !entry.isAlone && count <= Self.mostEvents && bytes <= Self.mostBytes
        }
        waiting.removeFirst(company.count)
        return Array(company)
    }

    /// Lets those wait again, before all others, of whom nothing was stored.
    mutating func putBack(_ entries: [Entry], isAlone: Bool) {
        waiting.insert(contentsOf: entries, at: 0)
        guard isAlone else { return }
        for index in entries.indices { waiting[index].isAlone = true }
    }
}

extension [Event] {
    fileprivate var bodyBytes: Int { reduce(0) { $0 + $1.body.count } }
}

extension AppendLine: Sendable where Caller: Sendable {}
extension AppendLine.Entry: Sendable where Caller: Sendable {}
