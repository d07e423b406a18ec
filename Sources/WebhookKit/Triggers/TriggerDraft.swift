/// A trigger to be created, or the edited form of one: everything that people choose.
///
/// Holds secrets in masked types and is not Codable.
public struct TriggerDraft: Sendable, Hashable {
    /// What people call it; 1 to 200 UTF-8 bytes.
    @ExactText public var name: String

    /// The name of a handler that the service has.
    @ExactText public var handler: String

    /// When the handler runs; while the caller waits by default.
    public var mode: Trigger.Mode

    /// Which tokens may call it; any of the scope by default.
    public var access: TriggerAccess

    /// How calls must be signed beside their token; not at all by default.
    public var signature: SignatureScheme?

    /// What calls are signed with, 1 to 10; any one is enough. Needed where ``signature`` is set, and
    /// again when the scheme changes; nil in an edit leaves them as they are.
    public var secrets: [SigningSecret]?

    /// The request header that holds an idempotency key, such as `idempotency-key`; nil for none.
    @ExactText private var exactHeader: String
    private var hasHeader: Bool

    /// The request header that holds an idempotency key, such as `idempotency-key`; nil for none.
    public var idempotencyHeader: String? {
        get { hasHeader ? exactHeader : nil }
        set { (exactHeader, hasHeader) = (newValue ?? "", newValue != nil) }
    }

    /// Whether it takes calls; it does by default.
    public var isActive: Bool

    /// Drafts a trigger; it is checked when it is saved.
    public init(
        name: String,
        handler: String,
        mode: Trigger.Mode = .immediate,
        access: TriggerAccess = .anyToken,
        signature: SignatureScheme? = nil,
        secrets: [SigningSecret]? = nil,
        idempotencyHeader: String? = nil,
        isActive: Bool = true
    ) {
        self.name = name
        self.handler = handler
        self.mode = mode
        self.access = access
        self.signature = signature
        self.secrets = secrets
        exactHeader = idempotencyHeader ?? ""
        hasHeader = idempotencyHeader != nil
        self.isActive = isActive
    }

    /// The draft that would save the trigger as it is.
    init(of trigger: Trigger) {
        self.init(
            name: trigger.name,
            handler: trigger.handler,
            mode: trigger.mode,
            access: trigger.access,
            signature: trigger.signature,
            idempotencyHeader: trigger.idempotencyHeader,
            isActive: trigger.isActive
        )
    }

    /// The most secrets of a signature check: the current one and those of a rotation.
    static let mostSecrets = 10
    /// The most tokens that one trigger names.
    static let mostTokens = 100

    /// Checks what people wrote.
    ///
    /// - Parameters:
    ///   - handlers: the names that the service knows.
    ///   - old: the trigger that is edited; nil for a new one.
    func check(handlers: Set<String>, editing old: Trigger? = nil) throws(FieldError) {
        guard (1...200).contains(name.utf8.count) else {
            throw FieldError("name", "use 1 to 200 bytes of UTF-8")
        }
        // One that was taken away from the code stays editable otherwise.
        guard handlers.contains(handler) || handler == old?.handler else {
            throw FieldError("handler", "the service has no handler of this name")
        }
        if case .tokens(let ids) = access {
            guard (1...Self.mostTokens).contains(ids.count) else {
                throw FieldError("access", "name 1 to \(Self.mostTokens) tokens")
            }
        }
        if let header = idempotencyHeader { try Self.check(header: header) }
        try checkSignature(editing: old)
    }

    private static func check(header: String) throws(FieldError) {
        guard header.utf8.count <= 64, HeaderFieldRules.isValidName(header) else {
            throw FieldError("idempotencyHeader", "use the name of a header, 1 to 64 characters")
        }
        guard !LogRedaction.isTelling(header), header.lowercased() != "content-type" else {
            throw FieldError(
                "idempotencyHeader",
                "this header means something else; choose another"
            )
        }
    }

    private func checkSignature(editing old: Trigger?) throws(FieldError) {
        guard let signature else {
            guard secrets?.isEmpty ?? true else {
                throw FieldError("secrets", "choose how calls are signed, or leave the secrets out")
            }
            return
        }
        guard let secrets else {
            guard signature == old?.signature else {
                throw FieldError("secrets", "give at least one secret for the signature check")
            }
            return
        }
        guard (1...Self.mostSecrets).contains(secrets.count) else {
            throw FieldError("secrets", "give 1 to \(Self.mostSecrets)")
        }
        let form = signature.scheme.keyForm
        for (index, secret) in secrets.enumerated() where !secret.fits(form) {
            throw FieldError(
                "secrets[\(index)]",
                "made for another scheme; make one for this scheme"
            )
        }
    }
}

extension TriggerDraft: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Name and handler.
    public var description: String {
        "TriggerDraft(\(String(reflecting: name)), \(String(reflecting: handler)))"
    }

    /// The same.
    public var debugDescription: String { description }

    /// Name and handler.
    public var customMirror: Mirror {
        Mirror(self, children: ["name": name, "handler": handler])
    }
}
