extension Checksum {
    /// The checksum of a line of a store's files.
    static let ofLine: LineChecksum = { xxh64($0) }
}
