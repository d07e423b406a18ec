/// The rows that a step has named, as its rule finds and changes them; see ``RowStore/change(_:by:)``.
///
/// It holds what does not depend on the store: the bounds, and what has changed in the end.
public struct RowSet: Sendable {
    /// The most bytes of a value.
    public static let largestValue = 256 << 10

    /// The most rows of one step.
    public static let mostRows = 100

    private let stored: [RowID: [UInt8]]
    private let ids: [RowID]
    /// What the rule has set or, with nil, removed.
    private var written: [RowID: [UInt8]?] = [:]

    /// Begins a step; stores do.
    ///
    /// - Parameters:
    ///   - ids: the rows that were named; one that is named twice is one.
    ///   - stored: the values of those that are there.
    /// - Throws: ``StoreError/Code/invalidRow`` for more than ``mostRows``.
    public init(_ ids: [RowID], stored: [RowID: [UInt8]]) throws(StoreError) {
        try Self.check(ids)
        self.ids = ids
        self.stored = stored
    }

    /// Refuses a step with too many rows; for stores that want to know before they load them.
    ///
    /// - Throws: ``StoreError/Code/invalidRow`` for more than ``mostRows``.
    public static func check(_ ids: [RowID]) throws(StoreError) {
        guard ids.count <= mostRows else {
            throw .invalidRow("a step has at most \(mostRows) rows, not \(ids.count)")
        }
    }

    /// A row's JSON as it is now; nil when there is none.
    ///
    /// - Throws: ``StoreError/Code/invalidRow`` for a row that the step has not named.
    public func value(of id: RowID) throws(StoreError) -> [UInt8]? {
        try check(id)
        return written[id] ?? stored[id]
    }

    /// Adds a row, or replaces its value.
    ///
    /// - Parameters:
    ///   - value: one JSON value of at most ``largestValue`` bytes.
    ///   - id: one of the rows that the step has named.
    /// - Throws: ``StoreError/Code/invalidRow`` for a row that the step has not named, and for a value
    ///   that is too large or no JSON; its message does not contain the value.
    public mutating func set(_ value: [UInt8], for id: RowID) throws(StoreError) {
        try check(id)
        guard value.count <= Self.largestValue else {
            throw .invalidRow(
                "\(id): a value has at most \(Self.largestValue) bytes, not \(value.count)"
            )
        }
        do throws(JSONProblem) {
            try JSONScanner.check(value)
        } catch {
            throw .invalidRow("\(id): the value is no JSON: \(error)")
        }
        written[id] = .some(value)
    }

    /// Removes a row; one that is not there stays so.
    ///
    /// - Throws: ``StoreError/Code/invalidRow`` for a row that the step has not named.
    public mutating func remove(_ id: RowID) throws(StoreError) {
        try check(id)
        written[id] = .some(nil)
    }

    /// What is to be written: rows whose bytes are not what they were, in the order of their names.
    public var changes: [RowChange] {
        var rest = written
        return ids.compactMap { id in
            guard let value = rest.removeValue(forKey: id), value != stored[id] else { return nil }
            return RowChange(id: id, value: value)
        }
    }

    private func check(_ id: RowID) throws(StoreError) {
        guard ids.contains(id) else { throw .invalidRow("\(id): the step has not named this row") }
    }
}

/// A row to write; see ``RowSet/changes``.
public struct RowChange: Sendable, Hashable {
    /// Which row.
    public let id: RowID
    /// Its new value; nil when it is to be removed.
    public let value: [UInt8]?

    /// Puts a change together.
    package init(id: RowID, value: [UInt8]?) {
        self.id = id
        self.value = value
    }
}

extension RowSet {
    /// Calls a rule for a store whose steps throw nothing but ``StoreError``; ``RowRefusal`` takes the
    /// rule's own error out again.
    package mutating func apply<Value>(
        _ rule: (inout RowSet) throws -> Value
    ) throws(StoreError) -> Value {
        do {
            return try rule(&self)
        } catch {
            throw StoreError(.unavailable, "the rule of a step refuses", cause: RowRefusal(error))
        }
    }
}

/// What a rule has thrown, on its way through a store.
package struct RowRefusal: Error {
    private let error: any Error

    fileprivate init(_ error: any Error) {
        self.error = error
    }

    /// Does a step, and throws what its rule has thrown as it was.
    package static func unwrapping<Value>(
        _ step: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await step()
        } catch let error as StoreError {
            throw (error.cause as? RowRefusal)?.error ?? error
        }
    }
}
