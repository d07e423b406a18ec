/// What every chapter of the platform is given: rows, the host's users, time and chance.
///
/// Sending adds its own in ``ServiceContext``; a chapter over rows needs no more than this (B-8).
struct ChapterContext: Sendable {
    let rows: any RowStore
    /// Where an organization has something.
    let environments: EnvironmentIndex
    /// The host's users.
    let users: BoundedDirectory
    /// Calls the host's ports, each within a limit.
    let call: HostCalls
    let observer: any WebhookObserver
    let clock: any WebhookClock
    let random: any RandomSource

    /// The same over other rows, with the same users, time and calls.
    func over(_ rows: any RowStore) -> ChapterContext {
        ChapterContext(self, rows: rows)
    }

    private init(_ other: ChapterContext, rows: any RowStore) {
        self.rows = rows
        environments = EnvironmentIndex(rows)
        users = other.users
        call = other.call
        observer = other.observer
        clock = other.clock
        random = other.random
    }

    init(
        rows: any RowStore,
        directory: any UserDirectory,
        observer: any WebhookObserver,
        clock: any WebhookClock,
        random: any RandomSource
    ) {
        self.rows = rows
        environments = EnvironmentIndex(rows)
        self.observer = observer
        self.clock = clock
        self.random = random
        call = HostCalls(clock: clock, observer: observer)
        users = BoundedDirectory(directory: directory, call: call)
    }
}
