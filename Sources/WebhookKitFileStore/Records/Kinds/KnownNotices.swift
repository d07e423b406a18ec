package import WebhookKit

/// Notices were handed over and must not be stored again.
package struct KnownNotices: Sendable, Hashable {
    /// Whose they were.
    package var organization: Organization
    /// The notices.
    package var notices: [Notice.ID]

    /// Names the notices.
    package init(organization: Organization, notices: [Notice.ID]) {
        self.organization = organization
        self.notices = notices
    }
}

extension KnownNotices: PlainRecord {
    package static var kind: StaticString { "knownNotices" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""organization":""#)
        let organization = try cursor.organization()
        try cursor.skip(#","notices":"#)
        return KnownNotices(organization: organization, notices: try cursor.noticeIDs())
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""organization":"#)
        bytes.append(quoted: organization.name)
        bytes.append(#","notices":"#)
        bytes.append(list: notices) { $0.append(quoted: $1.string) }
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.load(known: notices, of: organization)
        return true
    }
}

extension KnownNotices: SnapshotRecord {
    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws {
        for (organization, ids) in try source.read({ $0.state.notices.knownIDs }) {
            let sorted = ids.sorted()
            for start in stride(from: 0, to: sorted.count, by: 1000) {
                let line = Array(sorted[start..<min(start + 1000, sorted.count)])
                try file.add(KnownNotices(organization: organization, notices: line))
            }
        }
    }
}
