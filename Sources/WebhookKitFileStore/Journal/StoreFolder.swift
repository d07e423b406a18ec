/// The folder of a store and the names in it.
///
/// `journal-0000000007.jsonl` holds what happened since it was begun; `snapshot-0000000007.jsonl`
/// stands for everything before that journal; `lock` is held by the process that has the store;
/// `store.json` says that there is a store; `*.tmp` was being written when a process died.
package struct StoreFolder: Sendable, Hashable {
    /// Where it is.
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    package var lock: String { path + "/lock" }
    package var marker: String { path + "/" + MarkerFile.name }

    package func path(of file: JournalFile) -> String { path + "/" + file.name }
}

/// A file of a store, by what it is for and its number.
package struct JournalFile: Sendable, Hashable, Comparable {
    package let kind: FileHeader.File
    package let number: Int

    package static func journal(_ number: Int) -> JournalFile {
        JournalFile(kind: .journal, number: number)
    }

    package static func snapshot(_ number: Int) -> JournalFile {
        JournalFile(kind: .snapshot, number: number)
    }

    private init(kind: FileHeader.File, number: Int) {
        self.kind = kind
        self.number = number
    }

    /// Reads a file's name; nil for what is not a store's.
    package init?(name: String) {
        guard let dash = name.firstIndex(of: "-"), name.hasSuffix(".jsonl") else { return nil }
        let digits = name[name.index(after: dash)...].dropLast(6)
        guard let kind = FileHeader.File(rawValue: String(name[..<dash])),
            let number = Int(digits), (1...Self.highest).contains(number)
        else { return nil }
        self.init(kind: kind, number: number)
        guard self.name == name else { return nil }
    }

    private static let highest = 999_999_999

    package var name: String {
        let digits = String(number)
        return "\(kind.rawValue)-\(String(repeating: "0", count: max(0, 10 - digits.count)))"
            + digits + ".jsonl"
    }

    /// Names it in a ``Place``.
    package var key: UInt32 {
        UInt32(clamping: number) << 1 | (kind == .snapshot ? 1 : 0)
    }

    /// Orders by number, a snapshot before the journal that follows it.
    package static func < (lhs: JournalFile, rhs: JournalFile) -> Bool {
        lhs.number == rhs.number
            ? lhs.kind == .snapshot && rhs.kind == .journal : lhs.number < rhs.number
    }
}
