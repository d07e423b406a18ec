import WebhookKit
import WebhookKitFileStore
import WebhookKitSQLite

/// Where a durable store is: `file:FOLDER` or `sqlite:FILE`.
enum Place: CustomStringConvertible {
    case file(String)
    case sqlite(String)

    init(_ text: String) throws(UsageError) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("file", 2): self = .file(parts[1])
        case ("sqlite", 2): self = .sqlite(parts[1])
        default: throw UsageError("--store: file:FOLDER or sqlite:FILE, not \(text)")
        }
    }

    var description: String {
        switch self {
        case .file(let folder): "file:\(folder)"
        case .sqlite(let path): "sqlite:\(path)"
        }
    }

    var kind: String { isShared ? "sqlite" : "file" }

    /// Whether several processes may have it open.
    var isShared: Bool {
        if case .sqlite = self { true } else { false }
    }

    /// A store of the same kind in a folder.
    func sibling(in folder: String) -> Place {
        isShared ? .sqlite("\(folder)/store.sqlite") : .file("\(folder)/store")
    }

    /// All paths that the store may touch in a short life.
    var paths: [String] {
        switch self {
        case .file(let folder):
            let names = ["store.json", "lock", "store.json.tmp"]
            let numbered = (1...9).flatMap { number in
                ["journal", "snapshot"].flatMap {
                    ["\($0)-000000000\(number).jsonl", "\($0)-000000000\(number).jsonl.tmp"]
                }
            }
            return [folder] + (names + numbered).map { "\(folder)/\($0)" }
        case .sqlite(let path):
            return [path] + ["-wal", "-shm", "-journal"].map { path + $0 }
        }
    }

    /// - Parameters:
    ///   - isNormal: whether the latest calls may be lost with the power; SQLite only.
    ///   - busyTimeout: how long to wait for another's lock; SQLite only.
    func open(
        clock: any MachineClock = SystemClock(),
        isNormal: Bool = false,
        busyTimeout: Duration? = nil
    ) async throws -> OpenStore {
        switch self {
        case .file(let folder):
            // Small, so that snapshots are written too.
            let configuration = FileWebhookStore.Configuration(compactionMinimum: 256 << 10)
            let store = try await FileWebhookStore(
                folder: folder,
                configuration: configuration,
                clock: clock
            )
            return OpenStore(store: store) { await store.close() }
        case .sqlite(let path):
            var configuration = SQLiteWebhookStore.Configuration()
            configuration.durability = isNormal ? .normal : .full
            if let busyTimeout { configuration.busyTimeout = busyTimeout }
            let store = try await SQLiteWebhookStore(
                path: path,
                configuration: configuration,
                clock: clock
            )
            return OpenStore(store: store, orders: Orders(path: path)) { await store.close() }
        }
    }

    /// What is wrong in the files of a store that is closed.
    func check() async throws -> [String] {
        switch self {
        case .file(let folder):
            let report = try await FileWebhookStore.check(folder: folder)
            return report.isSound ? [] : [report.description]
        case .sqlite(let path):
            return try await SQLiteWebhookStore.check(path: path)
        }
    }
}

/// A store, and how to close it.
struct OpenStore {
    let store: any WebhookStore
    /// Of SQLite's: a host that has its orders in the same file.
    var orders: Orders?
    let close: @Sendable () async -> Void
}
