extension WebhookDocument {
    /// The JSON Schema (draft 2020-12) with the catalog's event types (W-8).
    ///
    /// For an open catalog the events are described by the form of their names instead.
    public static func schema(for catalog: EventCatalog) -> [UInt8] {
        let opening = #"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": "Webhook",
              "description": "A webhook subscription, which delivers events to an HTTPS endpoint.",
              "type": "object",
              "required": ["id", "url", "events"],
              "properties": {
                "id": {"type": "string"},
                "url": {"type": "string", "format": "uri", "description": "The endpoint that events are POSTed to."},
                "events": {
                  "type": "array",
                  "description": "Event types the webhook is subscribed to.",
                  "items": {
                    "type": "string",

            """#
        let closing = #"""

                  }
                },
                "secret": {"type": "string", "description": "Shared secret used to sign payloads with HMAC-SHA256."},
                "active": {"type": "boolean"},
                "createdAt": {"type": "string", "format": "date-time"},
                "modifiedAt": {"type": "string", "format": "date-time"}
              }
            }

            """#
        var bytes = Array(opening.utf8)
        if catalog.isOpen {
            let form = #""maxLength": 256, "pattern": "^[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*$""#
            bytes.append(contentsOf: "        \(form)".utf8)
        } else {
            // Names of event types hold nothing that JSON would have to escape.
            let names = catalog.entries.map { "          \"\($0.type.name)\"" }
            bytes.append(contentsOf: "        \"enum\": [\n".utf8)
            bytes.append(contentsOf: names.joined(separator: ",\n").utf8)
            bytes.append(contentsOf: "\n        ]".utf8)
        }
        bytes.append(contentsOf: closing.utf8)
        return bytes
    }
}
