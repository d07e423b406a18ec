extension SingleValueDecodingContainer {
    /// Decodes a string and builds a checked value of it; its refusal becomes a decoding error.
    package func decodeChecked<Value>(
        _ build: (String) throws -> Value
    ) throws -> Value {
        let text = try decode(String.self)
        do {
            return try build(text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath,
                    debugDescription: String(describing: error),
                    underlyingError: error
                )
            )
        }
    }
}
