package import WebhookKit

/// What our tables are called: their own names behind a prefix that the host has chosen.
package struct TableNames: Sendable, Hashable {
    /// `[a-z][a-z0-9_]*`, at most 32 characters, or nothing.
    package let prefix: String

    /// The names where nobody else has tables.
    package static let plain = TableNames(unchecked: "")

    private init(unchecked prefix: String) {
        self.prefix = prefix
    }

    /// Takes a prefix that may be put into SQL as it is.
    ///
    /// - Parameter reserved: what the database keeps for its own names.
    package init(prefix: String, reserved: String) throws(StoreError) {
        let isWellFormed =
            (1...32).contains(prefix.utf8.count)
            && prefix.utf8.allSatisfy { byte in
                switch byte {
                case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "_"): true
                default: false
                }
            }
            && prefix.utf8.first.map { (0x61...0x7A).contains($0) } == true
            && !prefix.hasPrefix(reserved)
        guard isWellFormed else {
            throw StoreError(
                .unavailable,
                "tables: a prefix is 1 to 32 of a-z, 0-9 and '_', begins with a letter, and not with "
                    + "\"\(reserved)\""
            )
        }
        self.prefix = prefix
    }

    /// The full name of one of our tables.
    package func table(_ name: String) -> String { prefix + name }

    /// Replaces `{name}` by the full name.
    package func resolve(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + 64)
        for character in text where character != "}" {
            if character == "{" { result += prefix } else { result.append(character) }
        }
        return result
    }
}
