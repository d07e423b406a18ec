import WebhookKit

/// A file's name as the system takes it, which SQLite takes the same way.
///
/// SQLite reads `file:…` as a URI, with options in it, and `:memory:` as no file at all; neither begins
/// with a slash or a dot.
enum LiteralPath {
    /// - Throws: `unavailable` when no file can have such a name.
    static func check(_ path: String) throws(StoreError) -> String {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw StoreError(.unavailable, "path: a database file needs a name, without NUL")
        }
        return path.hasPrefix("/") ? path : "./" + path
    }
}
