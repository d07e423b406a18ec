/// Why an entry cannot be added to a catalog.
public struct EventCatalogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of refusal.
    public enum Reason: Sendable, Hashable {
        /// The catalog has the type already.
        case duplicate
        /// The type is WebhookKit's own.
        case reserved
        /// The description has more than 2,000 bytes.
        case descriptionTooLong
        /// The example is not JSON.
        case example(JSONProblem)
    }

    /// The type of the entry at fault.
    public let type: EventType

    /// Why it was refused.
    public let reason: Reason

    init(_ type: EventType, _ reason: Reason) {
        self.type = type
        self.reason = reason
    }

    /// Names the entry and its field, and says what to do.
    public var description: String {
        switch reason {
        case .duplicate: "\(type): type: the catalog has it already; add it once"
        case .reserved: "\(type): type: WebhookKit sends it itself; use another name"
        case .descriptionTooLong: "\(type): description: use at most 2,000 bytes"
        case .example(let problem): "\(type): example: \(problem)"
        }
    }
}
