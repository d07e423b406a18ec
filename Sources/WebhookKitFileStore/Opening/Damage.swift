import WebhookKit

/// A place in a store's files that cannot be believed.
public struct Damage: Sendable, Hashable, CustomStringConvertible {
    /// The file's name inside the store's folder.
    public let file: String
    /// Where the line begins, in bytes; nil when it is about the whole file.
    public let offset: Int64?
    /// What is wrong with it.
    public let reason: String

    /// The file, the byte and the reason.
    public var description: String {
        guard let offset else { return "\(file): \(reason)" }
        return "\(file), byte \(offset): \(reason)"
    }

    /// A file that must have been there.
    static func missing(_ file: JournalFile) -> Damage {
        Damage(file: file.name, offset: nil, reason: "the file is missing")
    }

    /// The error that refuses to open the store.
    func error(in folder: StoreFolder) -> StoreError {
        .damaged(
            "\(folder.path): \(self); nothing was changed. FileWebhookStore.check(folder:) lists "
                + "all damage, salvage(folder:into:) saves what is sound"
        )
    }
}
