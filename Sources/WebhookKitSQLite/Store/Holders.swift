/// What a store knows of the holders of leases, itself among them (D-8).
///
/// Lives on the writer's thread. The table is read again when another connection has committed, so
/// that a process that is alone pays nothing for it.
final class Holders {
    let files: HolderFiles
    /// This store, from its first lease on.
    private(set) var own: Own?
    /// The others; nil when the table has to be read.
    private(set) var others: Set<Int64>?
    /// Whose files go when the transaction is committed.
    private var gone: [Int64] = []
    /// When files are looked at again, and when one may be made again; steady time.
    private var nextLook: Int64?
    private var nextTry = Int64.min
    /// Whether files without a row have been looked for.
    var isTidy = false

    /// A row and a locked file.
    struct Own {
        let number: Int64
        let lock: HolderLock
        /// Whether the present transaction has made it.
        var isNew = true
    }

    /// How often files are looked at, in milliseconds: each costs three system calls.
    private static let interval: Int64 = 500
    /// How long after a failure the next file is made, in milliseconds.
    private static let pause: Int64 = 60_000

    init(files: HolderFiles) {
        self.files = files
    }

    /// Takes what the table says.
    func adopt(_ numbers: [Int64]) {
        var numbers = Set(numbers)
        // Whoever has taken us for dead was wrong, and has our leases; we go on under a new number.
        if let held = own, numbers.remove(held.number) == nil { own = nil }
        others = numbers
    }

    /// Another connection has committed.
    func forget() {
        others = nil
    }

    /// Whether files have to be looked at now; the next time is then an interval away.
    func isLookDue(at steady: Int64) -> Bool {
        guard nextLook.map({ $0 <= steady }) ?? true else { return false }
        nextLook = steady &+ Self.interval
        // A cleaner of old files has been here: nobody could tell any more that we are dead.
        if let held = own, !held.isNew, !held.lock.isNamed {
            others?.insert(held.number)
            own = nil
        }
        return true
    }

    /// Makes a file for this store, if the system lets us; its row is the caller's business.
    func makeOwn(_ number: () -> Int64, at steady: Int64) -> Own? {
        guard steady >= nextTry else { return nil }
        // Whoever died between its file and its commit has left the file, and the number is free again.
        for _ in 0..<8 {
            let number = number()
            switch files.make(number) {
            case .made(let lock):
                own = Own(number: number, lock: lock)
                return own
            case .taken: continue
            case .refused: break
            }
            break
        }
        nextTry = steady &+ Self.pause
        return nil
    }

    /// A holder's row is removed; the file goes with the commit.
    func remove(_ number: Int64) {
        others?.remove(number)
        gone.append(number)
    }

    func commit() {
        for number in gone { files.remove(number) }
        gone = []
        own?.isNew = false
    }

    func rollBack() {
        gone = []
        others = nil
        nextLook = nil
        if let held = own, held.isNew {
            files.remove(held.number)
            own = nil
        }
    }

    /// Lets go of this store's lock.
    func leave() {
        own = nil
    }
}
