package import WebhookKit

/// Notices were handed over.
package struct AcknowledgedNotices: Sendable, Hashable {
    /// The notices.
    package var notices: [Notice.ID]

    /// Names the notices.
    package init(_ notices: [Notice.ID]) {
        self.notices = notices
    }
}

extension AcknowledgedNotices: PlainRecord {
    package static var kind: StaticString { "acknowledged" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""notices":"#)
        return AcknowledgedNotices(try cursor.noticeIDs())
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""notices":"#)
        bytes.append(list: notices) { $0.append(quoted: $1.string) }
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.acknowledge(notices)
        return true
    }
}

extension RecordCursor {
    /// Reads a list of notices by their ids.
    mutating func noticeIDs() throws(RecordProblem) -> [Notice.ID] {
        try list { cursor throws(RecordProblem) in
            try cursor.skip(UInt8(ascii: "\""))
            return try cursor.identifier()
        }
    }
}
