#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension WebhookDocument {
    /// The document as UTF-8 JSON; keys in the schema's order, those without a value left out.
    ///
    /// As secret as the signing secret when there is one.
    public var json: [UInt8] {
        var bytes: [UInt8] = []
        Self.append("id", id, to: &bytes)
        Self.append("url", url, to: &bytes)
        bytes.append(contentsOf: #","events":["#.utf8)
        for (index, type) in events.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONText.append(type.name, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        if let secret { Self.append("secret", secret.reveal(), to: &bytes) }
        if let isActive { bytes.append(contentsOf: #","active":\#(isActive)"#.utf8) }
        if let createdAt { Self.append("createdAt", createdAt.rfc3339, to: &bytes) }
        if let modifiedAt { Self.append("modifiedAt", modifiedAt.rfc3339, to: &bytes) }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// Reads a document; any bytes may come in.
    ///
    /// Only `id`, `url` and `events` must be there; null counts as absent, unknown keys are ignored.
    ///
    /// - Parameters:
    ///   - json: the document in UTF-8.
    ///   - catalog: must know every event type; ``EventCatalog/open`` takes any name.
    /// - Throws: ``FieldError`` with the first field at fault, such as `events[2]`; `json` when the bytes
    ///   are no JSON object. It never holds the secret.
    public init(
        json: [UInt8],
        catalog: EventCatalog = .default
    ) throws(FieldError) {
        do throws(JSONProblem) {
            try JSONScanner.check(json)
        } catch {
            throw FieldError("json", "\(error)")
        }
        let fields = try Self.fields(of: json)
        var events: [EventType] = []
        for (index, name) in fields.events.enumerated() {
            do throws(FieldError) {
                let type = try EventType(name)
                try catalog.check(type)
                events.append(type)
            } catch {
                throw FieldError("events[\(index)]", error.message, code: error.code)
            }
        }
        self.init(
            id: fields.id,
            url: fields.url,
            events: events,
            secret: try Self.secret(fields.secret),
            isActive: fields.active,
            createdAt: try Self.instant(fields.createdAt, "createdAt"),
            modifiedAt: try Self.instant(fields.modifiedAt, "modifiedAt")
        )
    }

    /// The keys as they stand in the JSON.
    private struct Fields: Decodable {
        var id: String
        var url: String
        var events: [String]
        var secret: String?
        var active: Bool?
        var createdAt: String?
        var modifiedAt: String?
    }

    private static func fields(of json: [UInt8]) throws(FieldError) -> Fields {
        do {
            return try JSONDecoder().decode(Fields.self, from: Data(json))
        } catch DecodingError.keyNotFound(let key, _) {
            throw FieldError(key.stringValue, "is missing; give it")
        } catch DecodingError.valueNotFound(_, let context),
            DecodingError.typeMismatch(_, let context)
        {
            throw FieldError(
                place(context.codingPath),
                "has another type than the schema says; see WebhookDocument.schema(for:)"
            )
        } catch {
            // What the grammar allows but no string holds, such as half a surrogate pair.
            throw FieldError("json", "a text in it is not Unicode; repair the escapes")
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "json" }
        return path.reduce(into: "") { place, key in
            if let index = key.intValue { place += "[\(index)]" } else { place += key.stringValue }
        }
    }

    private static func secret(
        _ text: String?
    ) throws(FieldError) -> SigningSecret? {
        guard let text else { return nil }
        // Every secret, whatever its scheme, is also a sound text.
        return try SigningSecret(text, form: .text)
    }

    private static func instant(
        _ text: String?,
        _ field: String
    ) throws(FieldError) -> Timestamp? {
        guard let text else { return nil }
        guard let instant = Timestamp(rfc3339: text) else {
            throw FieldError(field, "write it as in 2026-11-21T07:08:09.123Z")
        }
        return instant
    }

    private static func append(_ key: StaticString, _ value: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
        JSONText.append(String(describing: key), to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        JSONText.append(value, to: &bytes)
    }
}
