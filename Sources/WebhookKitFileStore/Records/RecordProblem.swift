/// Why a line is no record of this format, and where in the line that shows.
package struct RecordProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Why a line is refused.
    package enum Reason: Sendable, Hashable {
        /// It does not begin as lines do, or does not end with a brace.
        case frame
        /// Its bytes are not those that were summed when it was written.
        case checksum
        /// Its kind is unknown: a newer version may have written it.
        case unknownKind
        /// A field is missing, out of order or has a value that it cannot have.
        case field
    }

    /// Why.
    package let reason: Reason

    /// How many bytes of the line, or of the content alone, were understood.
    package let offset: Int

    /// Whether the line's bytes are those that were written.
    var isOfWholeLine: Bool {
        switch reason {
        case .frame, .checksum: false
        case .unknownKind, .field: true
        }
    }

    /// What is wrong, for an error that names the file and the line.
    package var description: String {
        switch reason {
        case .frame: "not a line of a journal, at byte \(offset)"
        case .checksum: "the checksum does not fit the line"
        case .unknownKind: "unknown kind of record, at byte \(offset)"
        case .field: "unexpected value or field, at byte \(offset)"
        }
    }

    /// Names a problem.
    package init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
