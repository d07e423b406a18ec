/// Masks secrets and bounds sizes before an attempt reaches the store (SPEC L-3, L-5).
struct LogRedaction: Sendable {
    /// Header names whose values are masked, in lower case.
    private let masked: Set<String>
    private let bodyLimit: Int

    /// The most bytes of headers that are kept, for the request and the response each.
    private static let headerBytes = 6 * 1024

    /// Always masked.
    static let alwaysMasked: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key",
    ]

    init(masking names: Set<String>, bodyLimit: Int) {
        masked = Self.alwaysMasked.union(names.map { $0.lowercased() })
        self.bodyLimit = bodyLimit
    }

    /// The headers with secrets masked, cut to what the log may take.
    func headers(_ fields: [HTTPField]) -> [HTTPField] {
        var size = 0
        var kept: [HTTPField] = []
        for field in fields {
            let isMasked = masked.contains(field.name.lowercased())
            let value = isMasked ? "***" : field.value
            size += field.name.utf8.count + value.utf8.count + 4
            guard size <= Self.headerBytes else { break }
            kept.append(HTTPField(field.name, value))
        }
        return kept
    }

    /// The response with secrets masked, cut to what the log may take.
    func response(_ response: TransportResponse) -> Attempt.Response {
        Attempt.Response(
            status: response.status,
            headers: headers(response.headers),
            body: Array(response.body.prefix(bodyLimit)),
            isTruncated: response.isTruncated || response.body.count > bodyLimit
        )
    }
}
