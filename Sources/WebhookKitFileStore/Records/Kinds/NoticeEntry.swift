package import WebhookKit

/// A notice is to be handed over.
package struct NoticeEntry: Sendable, Hashable {
    /// The notice.
    package var notice: Notice

    /// Takes a notice.
    package init(_ notice: Notice) {
        self.notice = notice
    }
}

extension NoticeEntry: PlainRecord {
    package static var kind: StaticString { "notice" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""notice":"#)
        return NoticeEntry(try cursor.decodeRest())
    }

    package func append(to bytes: inout [UInt8]) throws(any Error) {
        bytes.append(#""notice":"#)
        try bytes.append(json: notice)
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.load(notice)
        return true
    }
}

extension NoticeEntry: SnapshotRecord {
    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws {
        for notice in try source.read({ $0.state.notices.pending }) {
            try file.add(NoticeEntry(notice))
        }
    }
}
