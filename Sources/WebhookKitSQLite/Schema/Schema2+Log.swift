extension Schema2 {
    /// `attempts` is how many attempts an entry has had, also those that it leaves out; 0 where nobody has
    /// counted, in entries of version 1.
    static let log = [
        "ALTER TABLE {log} ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0"
    ]
}
