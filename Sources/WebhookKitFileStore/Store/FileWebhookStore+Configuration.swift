import WebhookKit

extension FileWebhookStore {
    /// The sizes of a file store; the defaults are good for most.
    public struct Configuration: Sendable {
        /// How many bytes of the latest events are held in memory, so that what is sent at once is
        /// not read from the disk; 16 MiB by default, zero for none.
        public var cacheSize: Int

        /// A snapshot is written when the journals are larger than the last snapshot, but not before
        /// they have this many bytes; 64 MiB by default, at least 64 KiB.
        public var compactionMinimum: Int

        /// Makes a configuration.
        public init(cacheSize: Int = 16 << 20, compactionMinimum: Int = 64 << 20) {
            self.cacheSize = cacheSize
            self.compactionMinimum = compactionMinimum
        }

        func validate() throws(StoreError) {
            guard cacheSize >= 0 else {
                throw StoreError(.unavailable, "cacheSize: zero bytes or more, not \(cacheSize)")
            }
            guard compactionMinimum >= 64 << 10 else {
                throw StoreError(
                    .unavailable,
                    "compactionMinimum: 65,536 bytes or more, not \(compactionMinimum)"
                )
            }
        }
    }
}
