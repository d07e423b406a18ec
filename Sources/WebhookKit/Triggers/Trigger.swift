/// An address that other services call with JSON, so that a handler of the host runs (I-1).
///
/// Holds nothing secret: the secrets of its signature check are sealed beside it.
public struct Trigger: Sendable, Hashable, Identifiable {
    /// The id of a trigger.
    public typealias ID = Identifier<Trigger>

    /// Names the trigger in its scope for ever, and is what callers write into the path.
    public let id: ID

    /// The tenant it belongs to.
    public let scope: Scope

    /// What people call it.
    @ExactText public internal(set) var name: String

    /// The name of the ``TriggerHandler`` that gets its calls.
    @ExactText public internal(set) var handler: String

    /// When the handler runs: before the answer or after it.
    public internal(set) var mode: Mode

    /// Which of the scope's tokens may call it.
    public internal(set) var access: TriggerAccess

    /// How calls must be signed beside their token; nil for not at all.
    public internal(set) var signature: SignatureScheme?

    /// The request header that holds an idempotency key; nil when keys are not looked at.
    public internal(set) var idempotencyHeader: String?

    /// Whether calls reach the handler; those to an inactive trigger are answered with 404.
    public internal(set) var isActive: Bool

    /// When it was created.
    public let createdAt: Timestamp

    /// When it was last edited, activated or deactivated.
    public internal(set) var modifiedAt: Timestamp

    /// Raised by every edit; an edit names the one it was made from.
    public internal(set) var revision: Int

    /// Tells it from one that had the same id before it and was deleted.
    let instance: String

    /// When a trigger's handler runs.
    public enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        /// While the caller waits: the answer is the handler's.
        case immediate
        /// After the call is stored and answered with 202: at least once, with retries.
        case durable
    }
}

extension Trigger: IdentifierSubject {
    /// `trg`.
    public static var identifierPrefix: String { "trg" }
}

extension Trigger: Codable {}

/// Which tokens of its scope may call a trigger.
public enum TriggerAccess: Sendable, Hashable {
    /// Every active one.
    case anyToken
    /// These and no others.
    case tokens(Set<Token.ID>)
    /// Those that have this permission.
    case permission(Token.Permission)

    /// Whether whoever has authenticated may.
    func admits(_ principal: Principal) -> Bool {
        switch self {
        case .anyToken: true
        case .tokens(let ids): ids.contains(principal.tokenID)
        case .permission(let permission): principal.permissions.contains(permission)
        }
    }
}

extension TriggerAccess: Codable {
    private enum CodingKeys: String, CodingKey {
        case anyToken, tokens, permission
    }

    /// Reads `{"anyToken": true}`, `{"tokens": […]}` or `{"permission": …}`; what a later version may write
    /// is refused, never taken for any token.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let tokens = try container.decodeIfPresent([Token.ID].self, forKey: .tokens) {
            self = .tokens(Set(tokens))
        } else if let permission = try container.decodeIfPresent(
            Token.Permission.self,
            forKey: .permission
        ) {
            self = .permission(permission)
        } else {
            guard try container.decode(Bool.self, forKey: .anyToken) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .anyToken,
                    in: container,
                    debugDescription: "use true, or say which tokens"
                )
            }
            self = .anyToken
        }
    }

    /// Writes what ``init(from:)`` reads, tokens in order.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .anyToken: try container.encode(true, forKey: .anyToken)
        case .tokens(let ids): try container.encode(ids.sorted(), forKey: .tokens)
        case .permission(let permission): try container.encode(permission, forKey: .permission)
        }
    }
}
