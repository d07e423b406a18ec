package import WebhookKit

/// The versions of a store's tables: the steps that lead from each to the next, and who takes them.
///
/// A pure plan. A released step is never changed; what comes later is a further step. Each is one
/// transaction with the version that it leads to, so that a crash on the way leaves the one before it or
/// the one behind it, and never half of it (Fault 15).
package struct Migration: Sendable {
    /// Each step's statements; step `n` leads from version `n` to `n + 1`, the first from nothing.
    package let steps: [[String]]

    package init(steps: [[String]]) {
        self.steps = steps
    }

    /// The version that this code writes.
    package var version: Int { steps.count }

    /// A step: its statements, and the version that they lead to.
    package struct Step: Sendable, Hashable {
        package let statements: [String]
        package let version: Int
    }

    /// What is to be done where a version was found; nil when there is nothing to do.
    ///
    /// - Parameters:
    ///   - found: nil where there are no tables yet.
    ///   - database: what people call it.
    ///   - table: the table that has the version.
    /// - Throws: `unavailable` for a later version (B-4), `damaged` for one that cannot be.
    package func step(
        after found: Int64?,
        in database: String,
        table: String
    ) throws(StoreError) -> Step? {
        if let found, found < 1 { throw .damaged("\(database): table \(table): version \(found)") }
        let done = found ?? 0
        guard done <= Int64(version) else {
            throw StoreError(
                .unavailable,
                "\(database): written by a newer version of WebhookKit (schema \(done), this one knows "
                    + "\(version)); update WebhookKit"
            )
        }
        guard done < Int64(version) else { return nil }
        return Step(statements: steps[Int(done)], version: Int(done) + 1)
    }

    /// What is to be done with a database; nil when there is nothing to do.
    package func step(on database: some MigratedDatabase) throws(StoreError) -> Step? {
        try step(after: try database.version(), in: database.name, table: database.table)
    }

    /// Takes all steps that are to be taken, each in a transaction of its own.
    ///
    /// What is there is asked inside the transaction: another process may take the same steps.
    package func run(on database: some MigratedDatabase) throws(StoreError) {
        while true {
            try database.begin()
            do throws(StoreError) {
                let step = try step(on: database)
                if let step {
                    for statement in step.statements { try database.execute(statement) }
                    try database.write(version: step.version)
                }
                try database.commit()
                if step == nil { return }
            } catch {
                database.rollBack()
                throw error
            }
        }
    }
}

/// A database whose tables are brought to the present version.
package protocol MigratedDatabase {
    /// What people call it.
    var name: String { get }

    /// The full name of the table that has the version.
    var table: String { get }

    /// The version that is there; nil where there are no tables of ours yet.
    ///
    /// - Throws: `damaged` when they are there without a version, `unavailable` when the place belongs to
    ///   something else.
    func version() throws(StoreError) -> Int64?

    /// Begins a transaction beside which nobody else migrates, and which takes back changes of tables.
    func begin() throws(StoreError)

    /// Runs a step's statement.
    func execute(_ statement: String) throws(StoreError)

    /// Notes the version that was reached; 1 makes the row that has it.
    func write(version: Int) throws(StoreError)

    func commit() throws(StoreError)

    /// Ends the transaction as if it had not been, if it is open still.
    func rollBack()
}
