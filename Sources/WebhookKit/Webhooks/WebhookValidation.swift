/// Checks a draft against every rule for a webhook's fields; all write paths go through here
/// (W-9).
struct WebhookValidation: Sendable {
    let catalog: EventCatalog
    let limits: WebhookLimits
    let destination: DestinationPolicy

    /// A draft in the types that a webhook holds.
    struct Checked: Sendable {
        var settings: Webhook.Settings
        var secret: SigningSecret?
    }

    /// Checks the whole draft.
    ///
    /// - Parameter known: types that the webhook has already: they stay valid when the catalog has
    ///   lost them.
    func check(
        _ draft: WebhookDraft,
        known: EventSelection? = nil
    ) throws(FieldError) -> Checked {
        guard (1...200).contains(draft.name.utf8.count),
            !draft.name.unicodeScalars.contains(where: \.breaksLines)
        else {
            throw FieldError("name", "use 1 to 200 UTF-8 bytes, no control characters")
        }
        try check(draft.events, known: known)
        let secret = try draft.secret.map { secret throws(FieldError) in
            try Self.secret(secret, for: draft.signature)
        }
        try draft.policy?.validate()
        try draft.flow.validate()
        let settings = Webhook.Settings(
            name: draft.name,
            url: try url(draft.url),
            events: draft.events,
            signature: draft.signature,
            headers: try headers(of: draft),
            bodyForm: draft.bodyForm,
            policy: draft.policy,
            flow: draft.flow,
            isExempt: draft.isExempt,
            owner: draft.owner
        )
        return Checked(settings: settings, secret: secret)
    }

    /// The secret in the form that the scheme signs with.
    static func secret(
        _ secret: SigningSecret,
        for scheme: SignatureScheme
    ) throws(FieldError) -> SigningSecret {
        try SigningSecret(secret.reveal(), for: scheme)
    }

    private func check(_ events: EventSelection, known: EventSelection?) throws(FieldError) {
        guard case .types(let types) = events else { return }
        guard (1...limits.typesPerWebhook).contains(types.count) else {
            throw FieldError(
                "events",
                "name 1 to \(limits.typesPerWebhook) types, or take all"
            )
        }
        for type in types.sorted(by: { $0.name < $1.name }) {
            if case .types(let kept) = known, kept.contains(type) { continue }
            guard type != .ping else {
                throw FieldError("events", "PING goes to every webhook; leave it out")
            }
            do throws(FieldError) {
                try catalog.check(type)
            } catch {
                throw FieldError("events", error.message, code: error.code)
            }
        }
    }

    private func url(_ text: String) throws(FieldError) -> WebhookURL {
        let url = try WebhookURL(text)
        do throws(DestinationRefusal) {
            try destination.judge(url)
        } catch {
            throw FieldError("url", "\(error)", code: .blockedDestination)
        }
        return url
    }

    private func headers(of draft: WebhookDraft) throws(FieldError) -> ExtraHeaders {
        let headers = try ExtraHeaders(draft.headers)
        try headers.check(withBasicCredentials: draft.credentials)
        let signing = draft.signature.scheme.headerNames
        for (index, field) in headers.fields.enumerated()
        where signing.contains(where: field.isNamed) {
            throw FieldError(
                "headers[\(index)].name",
                "the signature is sent in this header; leave it out"
            )
        }
        return headers
    }
}

extension Unicode.Scalar {
    /// Control characters, C1 ones such as U+0085 included, and the separators of lines.
    var breaksLines: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
