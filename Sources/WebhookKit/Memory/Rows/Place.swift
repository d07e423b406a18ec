/// Where a store that keeps contents in files finds one.
package struct Place: Sendable, Hashable {
    /// The store's number of the file.
    package var file: UInt32
    /// How many bytes it takes.
    package var count: UInt32
    /// Where in the file it begins.
    package var offset: Int64

    package init(file: UInt32, offset: Int64, count: UInt32) {
        self.file = file
        self.count = count
        self.offset = offset
    }

    /// For what is held in memory only.
    package static let memory = Place(file: 0, offset: 0, count: 0)
}

/// A value in a box of one pointer's size, so that rows which let go of theirs stay small.
package final class Held<Value: Sendable>: Sendable {
    package let value: Value

    package init(_ value: Value) {
        self.value = value
    }
}

/// Gives the contents of rows: what is too large to be kept in memory for each.
package protocol RowContents {
    func event(of row: EventRow) throws(StoreError) -> Event
    func attempt(of row: AttemptRow) throws(StoreError) -> Attempt
}

/// The contents of a store that holds all of them in memory.
struct HeldContents: RowContents {
    func event(of row: EventRow) throws(StoreError) -> Event {
        guard let held = row.held else { throw .damaged("event \(row.id) has no content") }
        return held.value
    }

    func attempt(of row: AttemptRow) throws(StoreError) -> Attempt {
        guard let held = row.held else { throw .damaged("an attempt has no content") }
        return held.value
    }
}
