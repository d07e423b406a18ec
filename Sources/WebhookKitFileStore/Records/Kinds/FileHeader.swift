package import WebhookKit

/// What the first line of a file says about it.
package struct FileHeader: Sendable, Hashable {
    /// The version of the format that this code writes.
    package static let currentFormat = 3

    /// What a file is for.
    package enum File: String, Sendable, Hashable {
        case journal, snapshot
    }

    /// The version of the format.
    package var format: Int
    /// The store's own id, the same in all its files.
    package var store: String
    /// What the file is for.
    package var file: File
    /// The file's number.
    package var number: Int
    /// The length at which the journal before this one ended.
    package var previousLength: Int64?

    /// Puts a header together.
    package init(
        format: Int = FileHeader.currentFormat,
        store: String,
        file: File,
        number: Int,
        previousLength: Int64? = nil
    ) {
        self.format = format
        self.store = store
        self.file = file
        self.number = number
        self.previousLength = previousLength
    }
}

extension FileHeader: PlainRecord {
    package static var kind: StaticString { "header" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""format":"#)
        let format: Int = try cursor.number()
        try cursor.skip(#","store":"#)
        let store = try cursor.string()
        try cursor.skip(#","file":""#)
        let file: File = try cursor.name()
        try cursor.skip(#","number":"#)
        let number: Int = try cursor.number()
        let length: Int64? = cursor.takes(#","previousLength":"#) ? try cursor.number() : nil
        return FileHeader(
            format: format,
            store: store,
            file: file,
            number: number,
            previousLength: length
        )
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""format":"#)
        bytes.append(number: format)
        bytes.append(#","store":"#)
        bytes.append(quoted: store)
        bytes.append(#","file":""#)
        bytes.append(contentsOf: file.rawValue.utf8)
        bytes.append(#"","number":"#)
        bytes.append(number: number)
        guard let previousLength else { return }
        bytes.append(#","previousLength":"#)
        bytes.append(number: previousLength)
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        true
    }
}
