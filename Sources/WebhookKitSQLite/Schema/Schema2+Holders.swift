extension Schema2 {
    /// Who holds leases.
    ///
    /// - A **holder** is one opened store that has leases, as long as it is open: its row, and a file
    ///   beside the database that it has locked (see `HolderFiles`). Numbers are never used again.
    /// - A lease without a holder expires by time alone. One that ends at 0 is void: whoever held it is
    ///   known to be dead.
    static let holders = [
        "CREATE TABLE {holders} (number INTEGER PRIMARY KEY) STRICT",
        "ALTER TABLE {leases} ADD COLUMN holder INTEGER",
    ]
}
