/// What is looked at before a call reaches its handler; pure.
enum TriggerGate {
    /// The most bytes of all header fields together.
    static let headerBytes = 32 << 10

    /// What can be said before anybody is known: nothing here asks the store.
    static func checkShape(
        _ request: TriggerRequest,
        bodyLimit: Int
    ) throws(TriggerRefusal) {
        guard request.method == "POST" else { throw .methodNotAllowed }
        guard request.body.count <= bodyLimit else { throw .bodyTooLarge(limit: bodyLimit) }
        var size = 0
        for field in request.headers {
            size += field.name.utf8.count + field.value.utf8.count + 4
            guard size <= headerBytes else { throw .headersTooLarge }
        }
    }

    /// JSON in UTF-8 and as it is: `application/json` or a type that ends in `+json`.
    static func checkType(_ headers: [HeaderField]) throws(TriggerRefusal) {
        let encodings = headers.filter { $0.isNamed("content-encoding") }
        let types = headers.filter { $0.isNamed("content-type") }
        guard encodings.allSatisfy({ $0.value.lowercased() == "identity" }),
            types.count == 1, let type = types.first, type.value.utf8.count <= 256
        else { throw .unsupportedMediaType }
        let parts = type.value.lowercased().split(
            separator: ";",
            omittingEmptySubsequences: false
        ).map { $0.utf8.trimmed { " \t".utf8.contains($0) } }
        let name = parts[0]
        let isJSON =
            name.elementsEqual("application/json".utf8)
            || name.starts(with: "application/".utf8)
                && name.reversed().starts(
                    with: "+json".utf8.reversed()
                )
        let charsets = parts.dropFirst().filter { $0.starts(with: "charset".utf8) }
        let isUTF8 = charsets.allSatisfy {
            let text = String(decoding: $0, as: UTF8.self)
            return text == "charset=utf-8" || text == #"charset="utf-8""#
        }
        guard isJSON, isUTF8 else { throw .unsupportedMediaType }
    }

    /// One JSON value, not too deep.
    static func checkJSON(_ body: [UInt8], depth: Int) throws(TriggerRefusal) {
        do throws(JSONProblem) {
            try JSONScanner.check(body, maximumDepth: depth)
        } catch {
            throw .malformedJSON(error)
        }
    }

    /// The idempotency key of a request; nil when it has none, or keys are not looked at.
    static func idempotencyKey(
        in headers: [HeaderField],
        for trigger: Trigger
    ) throws(TriggerRefusal) -> ExactText? {
        guard let name = trigger.idempotencyHeader else { return nil }
        let fields = headers.filter { $0.isNamed(name) }
        guard let field = fields.first else { return nil }
        guard fields.count == 1, (1...256).contains(field.value.utf8.count),
            field.value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { throw .badIdempotencyKey }
        return ExactText(field.value)
    }
}
