/// The tables, as steps that lead from one version to the next.
///
/// A released step is never changed; what comes later is a further step.
enum Schema {
    /// The version that this code writes; a file of a later one is refused (B-4).
    static var version: Int { steps.count }

    /// Marks a file of our own: `PRAGMA application_id`, "WHkt".
    static let applicationID: Int64 = 0x5748_6B74

    /// Each step's statements; step `n` leads from version `n` to `n + 1`.
    static let steps: [[String]] = [
        Schema1.statements, Schema2.statements, Schema3.statements,
    ]
}
