#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How the body of a call becomes a handler's data, and what is said where it does not.
enum TriggerData {
    /// Decodes JSON that has been checked; dates are RFC 3339.
    static func decode<Payload: Decodable>(
        _ payload: Payload.Type,
        from body: [UInt8]
    ) throws -> Payload {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let time = Timestamp(rfc3339: text) else {
                throw FieldError("date", "use RFC 3339, like 2026-01-31T12:00:00Z")
            }
            return Date(timeIntervalSince1970: Double(time.millisecondsSinceEpoch) / 1000)
        }
        return try decoder.decode(payload, from: Data(body))
    }

    /// What is said of data that does not decode: where, and what kind of trouble; no value of it, no
    /// name of a type of the host's.
    static func refusal(for error: any Error) -> TriggerRefusal {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            .invalidData(field: path(context.codingPath + [key]), "is missing")
        case DecodingError.valueNotFound(_, let context):
            .invalidData(field: path(context.codingPath), "must not be null")
        case DecodingError.typeMismatch(_, let context):
            .invalidData(field: path(context.codingPath), "has the wrong type")
        case DecodingError.dataCorrupted(let context):
            .invalidData(field: path(context.codingPath), advice(context.underlyingError))
        case let error as FieldError: .invalidData(field: error.field, error.message)
        default: .invalidData(field: nil, "is not what this trigger takes")
        }
    }

    private static func advice(_ error: (any Error)?) -> String {
        (error as? FieldError)?.message ?? "has a value that cannot be taken"
    }

    /// The longest path that is given back: keys of a dictionary are the caller's own text.
    private static let longestPath = 200

    private static func path(_ keys: [any CodingKey]) -> String? {
        guard !keys.isEmpty else { return nil }
        var path = ""
        for key in keys {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
            guard path.utf8.count <= longestPath else { return nil }
        }
        return path
    }
}
