import WebhookKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Whether the files that a store has open are those that stand at their paths still.
///
/// A database that is removed, renamed or replaced under an open store goes on working for whoever has
/// it open, and is lost with the last of them. Paths are looked at once a second, whatever the number
/// of calls; the threads of a store share the look.
final class OpenFiles: Sendable {
    private struct State {
        var files: [(path: String, identity: Identity)] = []
        var nextLook: Duration = .zero
        /// The file that was not there at the latest look.
        var lost: String?
    }

    private struct Identity: Equatable {
        let device: UInt64
        let number: UInt64
    }

    private let clock: any MachineClock
    private let state = Locked(State())

    private static let interval = Duration.seconds(1)

    init(clock: any MachineClock) {
        self.clock = clock
    }

    /// Notes what stands now at a database's path and at that of its log; it is open.
    func note(_ path: String) {
        let found = [path, path + "-wal"].compactMap { path in
            Self.identity(at: path).map { (path: path, identity: $0) }
        }
        state.withLock { $0.files = found }
    }

    /// Throws when another file stands there, or none; it works again when they are put back.
    func check() throws(StoreError) {
        let now = clock.sinceBoot
        let lost: String? = state.withLock { state in
            guard now >= state.nextLook else { return state.lost }
            state.nextLook = now + Self.interval
            let missing = state.files.first { Self.identity(at: $0.path) != $0.identity }
            state.lost = missing?.path
            return state.lost
        }
        guard let lost else { return }
        throw StoreError(
            .unavailable,
            "\(lost) was removed, renamed or replaced while the store had it open: put it back, or "
                + "open the store again"
        )
    }

    private static func identity(at path: String) -> Identity? {
        var state = stat()
        guard unsafe lstat(path, &state) == 0 else { return nil }
        return Identity(
            device: UInt64(truncatingIfNeeded: state.st_dev),
            number: UInt64(truncatingIfNeeded: state.st_ino)
        )
    }
}
