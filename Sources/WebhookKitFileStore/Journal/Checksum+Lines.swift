extension Checksum {
    /// The checksum of a line of a store's files.
    static let ofLine: LineChecksum = { bytes in
        unsafe bytes.withUnsafeBytes { unsafe xxh64($0) }
    }
}
