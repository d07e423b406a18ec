import Testing
import WebhookKit
import WebhookKitSQL

/// What brings a database's tables to the present version, whatever the database (B-4, Fault 15).
struct MigrationTests {
    private let migration = Migration(steps: [["a", "b"], ["c"], ["d", "e"]])

    @Test(arguments: [nil, 1, 2, 3] as [Int64?])
    func everyStepThatIsMissingIsTakenOnceInOrder(found: Int64?) throws {
        let database = FakeDatabase(version: found)
        try migration.run(on: database)
        let all = ["a b 1", "c 2", "d e 3"]
        #expect(database.committed == Array(all.dropFirst(Int(found ?? 0))))
        #expect(try database.version() == 3)
        try migration.run(on: database)
        #expect(database.committed.count == 3 - Int(found ?? 0))
    }

    /// A crash or an error at any call: the version before the step or the one behind it, and the next
    /// run does the rest.
    @Test(arguments: 0..<20)
    func aCallThatFailsLeavesAVersionAsAWhole(call: Int) throws {
        let database = FakeDatabase(version: nil)
        database.callsUntilFailure = call
        #expect(throws: StoreError.self) { try migration.run(on: database) }
        #expect(database.open == nil)
        let steps = ["a b 1", "c 2", "d e 3"]
        #expect(database.committed == Array(steps.prefix(database.committed.count)))
        #expect(try database.version() ?? 0 == database.committed.count)
        try migration.run(on: database)
        #expect(database.committed == steps)
    }

    /// Another process takes the second step between our transactions.
    @Test func aStepThatAnotherProcessHasTakenIsNotTakenAgain() throws {
        let database = FakeDatabase(version: nil)
        database.foreignStep = (from: 1, to: 2)
        try migration.run(on: database)
        #expect(database.committed == ["a b 1", "d e 3"])
    }

    @Test func aNewerVersionIsRefusedAndNothingWritten() throws {
        let database = FakeDatabase(version: 4)
        let error = #expect(throws: StoreError.self) { try migration.run(on: database) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("schema 4, this one knows 3") == true)
        #expect(database.committed == [])
    }

    @Test(arguments: [0, -1, .min] as [Int64])
    func aVersionThatCannotBeIsDamage(version: Int64) throws {
        let database = FakeDatabase(version: version)
        let error = #expect(throws: StoreError.self) { try migration.run(on: database) }
        #expect(error?.code == .damaged)
        #expect(database.committed == [])
    }
}

/// A database that keeps what was committed.
private final class FakeDatabase: MigratedDatabase {
    let name = "fake"
    let table = "store"
    private var kept: Int64?
    /// Each transaction's statements, with the version behind them.
    private(set) var committed: [String] = []
    /// What the open transaction has done.
    private(set) var open: (statements: [String], version: Int64?)?
    /// What somebody else commits before our transaction, once that version is there.
    var foreignStep: (from: Int64, to: Int64)?
    /// How many calls go well; nil for all.
    var callsUntilFailure: Int?

    init(version: Int64?) {
        kept = version
    }

    func version() throws(StoreError) -> Int64? {
        if open != nil { try call() }
        return open?.version ?? kept
    }

    func begin() throws(StoreError) {
        try call()
        if let step = foreignStep, step.from == kept { kept = step.to }
        open = ([], nil)
    }

    func execute(_ statement: String) throws(StoreError) {
        try call()
        open?.statements.append(statement)
    }

    func write(version: Int) throws(StoreError) {
        try call()
        open?.statements.append(String(version))
        open?.version = Int64(version)
    }

    func commit() throws(StoreError) {
        try call()
        if let open, let version = open.version {
            committed.append(open.statements.joined(separator: " "))
            kept = version
        }
        open = nil
    }

    func rollBack() { open = nil }

    private func call() throws(StoreError) {
        guard let calls = callsUntilFailure else { return }
        callsUntilFailure = calls > 0 ? calls - 1 : nil
        if calls == 0 { throw StoreError(.unavailable, "the call fails") }
    }
}
