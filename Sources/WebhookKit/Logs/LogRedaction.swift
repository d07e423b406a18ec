/// Masks secrets and bounds sizes before an attempt reaches the store (L-3, L-5).
struct LogRedaction: Sendable {
    /// Header names whose values are masked, in lower case.
    private let masked: Set<String>
    private let bodyLimit: Int
    /// What was sent as a secret, wherever it comes back.
    private let echoes: EchoMask

    /// The most bytes of headers that are kept, for the request and the response each.
    private static let headerBytes = 6 * 1024

    /// Always masked.
    static let alwaysMasked: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key",
    ]

    init(masking names: some Sequence<String>, bodyLimit: Int, echoes: EchoMask = EchoMask()) {
        masked = Self.alwaysMasked.union(names.map { $0.lowercased() })
        self.bodyLimit = bodyLimit
        self.echoes = echoes
    }

    /// Whether a header's name says that its value is a secret.
    static func isTelling(_ name: String) -> Bool {
        let name = name.lowercased()
        return alwaysMasked.contains(name) || isTelling(lowercased: name)
    }

    /// Whether the value of a header that came from outside is never kept.
    func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return masked.contains(name) || Self.isTelling(lowercased: name)
    }

    private static func isTelling(lowercased name: String) -> Bool {
        let bytes = Array(name.utf8)
        return bytes.indices.contains { start in
            guard let words = tellingWords[bytes[start]] else { return false }
            return words.contains { bytes[start...].starts(with: $0) }
        }
    }

    /// Words that tell, by their first byte.
    private static let tellingWords: [UInt8: [[UInt8]]] = Dictionary(
        grouping: [
            "token", "secret", "password", "passwd", "apikey", "api-key", "api_key", "auth-key",
            "access-key", "credential", "session",
        ].map { Array($0.utf8) },
        by: { $0[0] }
    )

    /// The headers of a request with secrets masked, cut to what the log may take.
    func headers(_ fields: [HeaderField]) -> [HeaderField] {
        cut(fields) { masked.contains($0.name.lowercased()) ? EchoMask.mask : $0.value }
    }

    private func cut(_ fields: [HeaderField], value: (HeaderField) -> String) -> [HeaderField] {
        var size = 0
        var kept: [HeaderField] = []
        for field in fields {
            let value = value(field)
            size += field.name.utf8.count + value.utf8.count + 4
            guard size <= Self.headerBytes else { break }
            kept.append(HeaderField(field.name, value))
        }
        return kept
    }

    /// Headers that came from outside, with secrets masked, cut to what the log may take: what somebody
    /// was trusted with may stand in any of them.
    func received(_ fields: [HeaderField]) -> [HeaderField] {
        cut(fields) { field in
            if isSecret(field.name) { return EchoMask.mask }
            // Cut off anyway.
            guard field.value.utf8.count <= Self.headerBytes else { return field.value }
            return echoes.masked(field.value)
        }
        .map { HeaderField(echoes.masked($0.name), $0.value) }
    }

    /// What went wrong, with secrets masked: it may quote the answer.
    func failure(_ failure: AttemptFailure) -> AttemptFailure {
        var failure = failure
        failure.detail = echoes.masked(failure.detail, isCut: true)
        return failure
    }

    /// The response with secrets masked, cut to what the log may take.
    func response(_ response: TransportResponse) -> Attempt.Response {
        Attempt.Response(
            status: response.status,
            headers: received(response.headers),
            body: body(of: response),
            isTruncated: response.isTruncated || response.body.count > bodyLimit
        )
    }

    private func body(of response: TransportResponse) -> [UInt8] {
        let body = response.body
        return echoes.masked(body, upTo: bodyLimit, isCut: response.isTruncated)
            ?? Array(body.prefix(bodyLimit))
    }
}
