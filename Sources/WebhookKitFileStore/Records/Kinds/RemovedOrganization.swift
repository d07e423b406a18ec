package import WebhookKit

/// An organization was removed, with everything that is its.
package struct RemovedOrganization: Sendable, Hashable {
    /// The organization.
    package var organization: Organization

    /// Names the organization.
    package init(_ organization: Organization) {
        self.organization = organization
    }
}

extension RemovedOrganization: PlainRecord {
    package static var kind: StaticString { "organizationRemoved" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""organization":""#)
        return RemovedOrganization(try cursor.organization())
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(#""organization":"#)
        bytes.append(quoted: organization.name)
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        loader.remove(organization)
        return true
    }
}

extension RecordCursor {
    /// Reads an organization from behind its opening quote.
    mutating func organization() throws(RecordProblem) -> Organization {
        let problem = problem
        guard let name = text(try plainString()), let organization = try? Organization(name) else {
            throw problem
        }
        return organization
    }
}
