/// All events in the order of their positions.
package struct Timeline {
    private var rows: [EventRow] = []
    private var removed = 0
    /// The first one that is not removed.
    private var head = 0
    /// How many removed ones may stay.
    private let slack: Int

    /// Begins with nothing.
    init(slack: Int = 1024) {
        self.slack = slack
    }

    package var count: Int { rows.count - removed }

    mutating func append(_ row: EventRow) {
        rows.append(row)
    }

    /// Notes that a row was marked removed; removed ones go in bulk, O(1) each on average.
    mutating func noteRemoval() {
        removed += 1
        while head < rows.count, rows[head].isRemoved { head += 1 }
        guard removed > slack, removed * 2 > rows.count else { return }
        rows.removeAll(where: \.isRemoved)
        removed = 0
        head = 0
    }

    /// The event at this position.
    func row(at position: Position) -> EventRow? {
        let index = self.index(from: position)
        guard index < rows.count, rows[index].position == position else { return nil }
        return rows[index].isRemoved ? nil : rows[index]
    }

    /// Whether there is none at this position or behind it.
    func isEmpty(from position: Position) -> Bool {
        rows.last.map { $0.position < position } ?? true
    }

    /// The events from this position on, oldest first, that are not removed.
    package func rows(from position: Position, limit: Int) -> [EventRow] {
        var found: [EventRow] = []
        for row in rows[index(from: position)...] where !row.isRemoved {
            guard found.count < limit else { break }
            found.append(row)
        }
        return found
    }

    /// The position of the oldest one.
    var oldest: Position? { head < rows.count ? rows[head].position : nil }

    /// The rows behind a position, oldest first, removed ones too: no more than that are looked at.
    func look(after position: Position, limit: Int) -> ArraySlice<EventRow> {
        guard position.number < .max else { return [] }
        let start = max(head, index(from: Position(position.number + 1)))
        return rows[start...].prefix(max(0, limit))
    }

    /// The position behind which a reader begins.
    func position(before start: EventQuery.Start) -> Position {
        switch start {
        case .after(let position): return position
        case .appended(let time):
            var (low, high) = (0, rows.count)
            while low < high {
                let middle = (low + high) / 2
                if rows[middle].appendedAt < time { low = middle + 1 } else { high = middle }
            }
            return low > 0 ? rows[low - 1].position : Position(0)
        }
    }

    /// All of them, oldest first.
    var all: [EventRow] { rows.filter { !$0.isRemoved } }

    /// The index of the first row at this position or behind it.
    private func index(from position: Position) -> Int {
        var (low, high) = (0, rows.count)
        // Positions rise without gaps while nothing is pruned: then the place can be told.
        if let first = rows.first {
            let distance = position.number.subtractingReportingOverflow(first.position.number)
            if !distance.overflow, (0..<Int64(rows.count)).contains(distance.partialValue) {
                let guess = Int(distance.partialValue)
                if rows[guess].position == position { return guess }
                high = guess
            }
        }
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
