import WebhookKit
import WebhookKitSQL

extension SQLiteWebhookStore {
    /// How a store uses its database; every property has a default that suits a server.
    public struct Configuration: Sendable, Hashable {
        /// Where our tables are.
        public var tables: Tables = .ownFile

        /// What a commit waits for.
        public var durability: Durability = .full

        /// How long a call waits for another connection's write lock before it throws `busy`, however
        /// many calls wait with it; 5 s. 0 to 10 minutes.
        public var busyTimeout: Duration = .seconds(5)

        /// How large the write-ahead log may get before `append` throws `full`, in bytes; 1 GiB.
        ///
        /// It is written back into the file all the time and stays at a few megabytes, unless some
        /// connection keeps a read transaction open. 16 MiB to 1 TiB.
        public var walLimit: Int64 = 1 << 30

        /// How much memory the writer may use for pages, in bytes; 8 MiB. 64 KiB to 16 GiB. The
        /// readers use half of it together.
        public var cacheSize: Int = 8 << 20

        /// How many bytes of data an event from the outbox may have; 256 KiB, as
        /// `WebhookLimits.eventBytes`: raise both. 1 byte to 512 MiB.
        ///
        /// A larger one stays in the table with its `problem`, and its body is not even read.
        public var outboxEventBytes: Int = 256 << 10

        /// What is checked when the store is opened.
        public var checking: Checking = .none

        /// The defaults.
        public init() {}
    }

    /// Where a store's tables are.
    public enum Tables: Sendable, Hashable {
        /// In a file that holds nothing else.
        case ownFile
        /// In the host's own database, under names that begin with this prefix, such as
        /// `webhookkit_`: 1 to 32 of `a-z`, `0-9` and `_`. The file is put into WAL mode, which lasts.
        case prefixed(String)
    }

    /// What a commit waits for (B-4).
    public enum Durability: Sendable, Hashable {
        /// `synchronous=FULL`: an acknowledged call survives a loss of power.
        case full
        /// `synchronous=NORMAL`: an acknowledged call survives the end of the process; a loss of power
        /// may take back the latest ones, never parts of one.
        case normal
    }

    /// What is checked when a store is opened.
    public enum Checking: Sendable, Hashable {
        /// That the file is ours, and of a version we know.
        case none
        /// `PRAGMA quick_check` too, which reads the whole file: about a second a gigabyte.
        case quick
    }
}

extension SQLiteWebhookStore.Configuration {
    /// Says which property is out of bounds.
    func validate() throws(StoreError) {
        func check(_ isValid: Bool, _ problem: String) throws(StoreError) {
            guard isValid else { throw StoreError(.unavailable, "configuration: \(problem)") }
        }
        try check(
            busyTimeout >= .zero && busyTimeout <= .seconds(600),
            "busyTimeout must be 0 to 10 minutes"
        )
        try check((16 << 20...1 << 40).contains(walLimit), "walLimit must be 16 MiB to 1 TiB")
        try check(
            (1...512 << 20).contains(outboxEventBytes),
            "outboxEventBytes must be 1 byte to 512 MiB"
        )
        try check((64 << 10...16 << 30).contains(cacheSize), "cacheSize must be 64 KiB to 16 GiB")
    }

    var names: TableNames {
        get throws(StoreError) {
            switch tables {
            case .ownFile: .plain
            case .prefixed(let prefix): try TableNames(prefix: prefix, reserved: "sqlite_")
            }
        }
    }
}
