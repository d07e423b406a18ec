import WebhookKitSQL

/// The tables' versions.
enum Schema {
    /// Marks a file of our own: `PRAGMA application_id`, "WHkt".
    static let applicationID: Int64 = 0x5748_6B74

    /// What leads from each version to the next.
    static let migration = Migration(steps: [
        Schema1.statements, Schema2.statements, Schema3.statements,
    ])
}
