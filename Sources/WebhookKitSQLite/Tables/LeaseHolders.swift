import WebhookKit
import WebhookKitSQL

extension HolderEnd {
    /// What the column `ends` says of a lease that is void since its holder is gone; steady times are
    /// above all of them.
    var number: Int64 {
        switch self {
        case .closed: 0
        case .killed(holdingOthers: true): -1
        case .killed(holdingOthers: false): -2
        }
    }

    /// Reads it; nil for a lease that expires by time.
    init?(number: Int64) {
        switch number {
        case 0: self = .closed
        case -1: self = .killed(holdingOthers: true)
        case -2: self = .killed(holdingOthers: false)
        default: return nil
        }
    }
}

/// Who holds leases, and what becomes of those that a dead process held (D-8).
///
/// The table `holders`, with the files that say whether a holder lives.
struct LeaseHolders {
    let core: StoreCore

    /// Makes leases void whose holders are dead; they are taken back as expired ones are.
    func lookForDead() throws(StoreError) {
        if core.holders.others == nil {
            core.holders.adopt(
                try core.connection.all("SELECT number FROM {holders}") { $0.int(0) }
            )
        }
        guard core.holders.isLookDue(at: core.time.steady) else { return }
        for number in core.holders.others ?? [] {
            switch core.holders.files.fate(of: number) {
            case .alive: break
            case .dead: try bury(number, wasKilled: true)
            case .missing: try forgetUnused(number)
            }
        }
        removeFilesWithoutRow()
    }

    /// The number that names this store in its leases; nil where the system gives no lock, so that
    /// they expire by time alone.
    func own() throws(StoreError) -> Int64? {
        if let own = core.holders.own { return own.number }
        guard let own = core.holders.makeOwn({ core.counters.nextID() }, at: core.time.steady)
        else { return nil }
        try core.connection.run("INSERT INTO {holders} (number) VALUES (?1)", own.number)
        // The others have to know whom to look at from now on.
        core.counters.work += 1
        return own.number
    }

    /// Whether it takes a look at files to learn that leases are free.
    func othersHoldAny() throws(StoreError) -> Bool {
        guard let others = core.holders.others, !others.isEmpty else { return false }
        return try core.connection.first(
            "SELECT EXISTS (SELECT 1 FROM {leases} WHERE holder <> ?1)",
            core.holders.own?.number ?? 0
        ) { $0.int(0) != 0 } ?? false
    }

    /// Gives back what this store holds, for nobody can settle it any more.
    func leave() {
        guard let own = core.holders.own else { return }
        defer { core.holders.leave() }
        do throws(StoreError) {
            try core.begin()
            try bury(own.number, wasKilled: false)
            try core.commit()
        } catch {
            // The lock ends all the same, and the next look of another store sees that.
            core.rollBack()
        }
    }

    /// Makes a holder's leases void, and notes whether it was killed with one alone (D-13).
    private func bury(_ number: Int64, wasKilled: Bool) throws(StoreError) {
        let held = try core.connection.all(
            "SELECT number FROM {leases} WHERE holder = ?1 LIMIT 2",
            number
        ) { $0.int(0) }
        let end: HolderEnd = wasKilled ? .killed(holdingOthers: held.count > 1) : .closed
        try core.connection.run(
            "UPDATE {leases} SET ends = ?2, holder = NULL WHERE holder = ?1",
            number,
            end.number
        )
        // There may be more than this process has slots for.
        if core.connection.changes > 0 { core.counters.work += 1 }
        try core.connection.run("DELETE FROM {holders} WHERE number = ?1", number)
        core.holders.remove(number)
    }

    /// Removes the row of a holder of whom nothing will be known any more.
    private func forgetUnused(_ number: Int64) throws(StoreError) {
        try core.connection.run(
            """
            DELETE FROM {holders} WHERE number = ?1
                AND NOT EXISTS (SELECT 1 FROM {leases} WHERE holder = ?1)
            """,
            number
        )
        if core.connection.changes > 0 { core.holders.remove(number) }
    }

    /// Removes what processes have left that died between their file and its row.
    private func removeFilesWithoutRow() {
        guard !core.holders.isTidy else { return }
        core.holders.isTidy = true
        let known = core.holders.others ?? []
        for number in core.holders.files.numbers() where !known.contains(number) {
            guard number != core.holders.own?.number else { continue }
            if core.holders.files.fate(of: number) == .dead { core.holders.remove(number) }
        }
    }
}
