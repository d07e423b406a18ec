extension SHA256 {
    /// The first 128 bits of the hash, as entropy for an id that follows from its subject.
    package static func words(of bytes: [UInt8]) -> (UInt64, UInt64) {
        let digest = digest(of: bytes)
        func word(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        return (word(digest[..<8]), word(digest[8..<16]))
    }
}
