extension Schema2 {
    /// Who holds leases.
    ///
    /// - A **holder** is one opened store that has leases, as long as it is open: its row, and a file
    ///   beside the database that it has locked (see `HolderFiles`). Numbers are never used again.
    /// - A lease without a holder expires by time alone. One that ends at 0 or before is void: whoever
    ///   held it is known to be gone, and the number says how (see `HolderEnd`).
    /// - `lost_leases` counts those whose holders were killed while they held others too (D-13).
    static let holders = [
        "CREATE TABLE {holders} (number INTEGER PRIMARY KEY) STRICT",
        "ALTER TABLE {leases} ADD COLUMN holder INTEGER",
        "ALTER TABLE {deliveries} ADD COLUMN lost_leases INTEGER NOT NULL DEFAULT 0",
    ]
}
