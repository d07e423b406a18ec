public import WebhookKit

/// Where a row stands.
public struct RowPlace: Sendable, Hashable, CustomStringConvertible {
    /// The database, as people know it; never with what lets one in.
    package let database: String
    package let table: String
    package let number: Int64
    /// What people call it, where they do: a webhook's id.
    package let name: String?

    package init(database: String, table: String, number: Int64, name: String?) {
        self.database = database
        self.table = table
        self.number = number
        self.name = name
    }

    /// For messages.
    public var description: String {
        "\(database): table \(table), row \(number)" + (name.map { " (\($0))" } ?? "")
    }
}

/// A row that cannot be read: the cause of a `damaged` that is about that row alone.
package struct RowFault: Error {
    package let place: RowPlace
    package let problem: String

    package init(place: RowPlace, problem: String) {
        self.place = place
        self.problem = problem
    }

    /// As people are told of it.
    package var told: StoreFault {
        StoreFault(
            table: place.table,
            row: place.name ?? String(place.number),
            problem: problem
        )
    }
}

extension StoreError {
    /// One row cannot be read; what meets it goes on without it.
    @usableFromInline
    package static func unreadable(_ place: RowPlace, _ problem: String) -> StoreError {
        StoreError(
            .damaged,
            "\(place): \(problem)",
            cause: RowFault(place: place, problem: problem)
        )
    }

    /// The row, when it is about one alone.
    package var rowFault: RowFault? { cause as? RowFault }
}

/// The rows that a store has met and could not read, and what it has put right; told once each, and
/// listed while they are like that.
///
/// Shared by the threads that write and read.
package final class RowFaults: Sendable {
    private struct State {
        var standing: [RowPlace: RowFault] = [:]
        var untold: [StoreFault] = []
    }

    private let state = Locked(State())

    package init() {}

    /// More are neither kept nor told: a table that is lost as a whole makes very many.
    private static let most = 100

    /// Notes a row that cannot be read.
    package func note(_ fault: RowFault) {
        state.withLock { state in
            guard state.standing[fault.place] == nil, state.standing.count < Self.most else {
                return
            }
            state.standing[fault.place] = fault
            state.untold.append(fault.told)
        }
    }

    /// Notes something that was put right.
    package func note(repaired fault: StoreFault) {
        state.withLock { state in
            guard state.untold.count < Self.most else { return }
            state.untold.append(fault)
        }
    }

    /// What nobody has been told yet.
    package func takeUntold() -> [StoreFault] {
        state.withLock { state in
            guard !state.untold.isEmpty else { return [] }
            defer { state.untold = [] }
            return state.untold
        }
    }

    /// What has been met, as it was then.
    package var standing: [RowFault] {
        state.withLock { Array($0.standing.values) }
            .sorted { ($0.place.table, $0.place.number) < ($1.place.table, $1.place.number) }
    }

    /// Forgets a row that is gone or can be read again.
    package func forget(_ place: RowPlace) {
        state.withLock { _ = $0.standing.removeValue(forKey: place) }
    }
}
