import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// A disk in memory that fails, fills up, and stops at any call; the same seed does the same.
///
/// It knows what has been synced: ``afterProcessCrash()`` keeps everything that was written,
/// ``afterPowerLoss(_:)`` only what was synced, and of the rest as little as chance will have it.
final class SimulatedDisk: FileSystem {
    struct State {
        var names = DiskNames()
        var contents: [Int: DiskContent] = [:]
        var nextContent = 0
        var folders: Set<String> = []
        var locks: Set<String> = []
        var capacity = Int.max
        var faults = DiskFaults()
        let random: SeededRandom

        mutating func add(_ content: DiskContent, at path: String) -> Int {
            nextContent += 1
            contents[nextContent] = content
            names.link(path, to: nextContent)
            return nextContent
        }

        /// Bytes that files with a name leave free.
        var free: Int {
            capacity - names.now.values.reduce(0) { $0 + (contents[$1]?.space ?? 0) }
        }
    }

    let state: Locked<State>

    /// An empty disk; print the seed when a test fails.
    init(seed: UInt64) {
        state = Locked(State(random: SeededRandom(seed: seed)))
    }

    private init(_ state: State) {
        self.state = Locked(state)
    }

    // MARK: - What tests do to it

    /// Calls of the store so far, to the disk and to its files; the first one has number 1.
    var calls: Int { state.withLock { $0.faults.calls } }

    /// Whether the call of ``crash(atCall:)`` was reached.
    var hasCrashed: Bool { state.withLock { $0.faults.hasCrashed } }

    /// Lets call number `call` fail, or that and all later ones until ``heal()``.
    ///
    /// A write that fails has written a part by chance.
    func failCall(at call: Int, with kind: FileError.Kind, forEver: Bool = false) {
        state.withLock { $0.faults.failure = (call, kind, forEver) }
    }

    /// Lets every sync of files and folders fail from now on.
    ///
    /// What a file's sync could not write is then lost in a power loss, whatever later syncs say.
    func failSyncs() { state.withLock { $0.faults.failsSyncs = true } }

    /// Lets every call fail that needs a descriptor of its own, until ``heal()``.
    func refuseDescriptors() { state.withLock { $0.faults.refusesDescriptors = true } }

    /// Ends all failures, except a crash.
    func heal() {
        state.withLock {
            $0.faults.failure = nil
            $0.faults.failsSyncs = false
            $0.faults.refusesDescriptors = false
        }
    }

    /// Lets the process die in call number `call`, which may still have its effect or a part of it.
    ///
    /// That call and all later ones throw.
    func crash(atCall call: Int) { state.withLock { $0.faults.crash = call } }

    /// Bytes that all files together may take.
    var capacity: Int {
        get { state.withLock { $0.capacity } }
        set { state.withLock { $0.capacity = newValue } }
    }

    /// The disk as the next process finds it: all that was written is there, no lock is held.
    func afterProcessCrash() -> SimulatedDisk {
        SimulatedDisk(
            state.withLock { state in
                var left = State(random: SeededRandom(seed: state.random.next()))
                left.names = state.names
                left.contents = state.contents
                left.nextContent = state.nextContent
                left.folders = state.folders
                left.capacity = state.capacity
                return left
            }
        )
    }

    /// The disk as the next boot finds it.
    ///
    /// Of each sector of 512 bytes that was written since the file's last sync, any of the contents
    /// since then or the one before is there, and any of the lengths or one between. Names
    /// made, changed or removed since the folder's last sync are undone, from the latest back.
    func afterPowerLoss(_ random: SeededRandom) -> SimulatedDisk {
        let disk = afterProcessCrash()
        disk.state.withLock { state in
            state.names = state.names.afterPowerLoss(random)
            let kept = Set(state.names.now.values)
            state.contents = state.contents.filter { kept.contains($0.key) }
            for number in kept.sorted() {
                state.contents[number] = state.contents[number]?.afterPowerLoss(random)
            }
        }
        return disk
    }

    /// What a program would read in the file, or nothing when there is none; no call of the store.
    func bytes(at path: String) -> [UInt8]? {
        state.withLock { state in state.names.now[path].flatMap { state.contents[$0]?.bytes } }
    }

    /// The names in a folder; no call of the store.
    func names(in folder: String) -> [String] {
        state.withLock { $0.names.list(folder) }
    }

    /// Puts a file there that survives everything; no call of the store.
    func put(_ bytes: [UInt8], at path: String) {
        state.withLock { state in
            let folder = DiskNames.folder(of: path)
            state.folders.insert(folder)
            _ = state.add(DiskContent(safe: bytes), at: path)
            state.names.sync(folder)
        }
    }

    /// Makes one call: works, fails with a part of its effect, or is the one in which all ends.
    ///
    /// - Parameter part: The effect of a call that fails; none unless given.
    func call<Result: Sendable>(
        _ operation: String,
        _ path: String,
        part: (inout State) -> Void = { _ in },
        partInCrash: ((inout State) -> Void)? = nil,
        _ effect: (inout State) throws(FileError) -> Result
    ) throws(FileError) -> Result {
        try state.withLock { (state) throws(FileError) -> Result in
            switch state.faults.next(operation, path) {
            case .works:
                return try effect(&state)
            case .fails(let error):
                if !state.faults.hasCrashed { part(&state) }
                throw error
            case .crashes(let error):
                if let partInCrash {
                    partInCrash(&state)
                } else if state.random.next() & 1 == 0 {
                    _ = try? effect(&state)
                }
                throw error
            }
        }
    }
}
