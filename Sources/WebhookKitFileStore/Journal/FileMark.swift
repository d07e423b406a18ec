/// How far a file reaches: its length there, and the checksum of the line that ends there.
struct FileMark: Sendable, Hashable {
    var length: Int64
    var sum: UInt64
}

/// What another file knows of a journal, so that the journal must reach as far.
struct JournalWitness: Sendable, Hashable {
    /// The name of the file that says so.
    let file: String
    /// The journal's number.
    let journal: Int
    /// How much of it was on the disk.
    let length: Int64
    /// The checksum of the line that ended there; nil in format 1, which does not say it.
    let sum: UInt64?
}
