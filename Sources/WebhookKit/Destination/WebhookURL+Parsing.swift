extension WebhookURL {
    /// Checks a text and brings it into canonical form.
    ///
    /// Taken are absolute `https` and `http` URLs of at most ``maximumLength`` bytes, strictly by
    /// RFC 3986. White space and invisible characters around the text are dropped, and what is not
    /// ASCII in path and query is percent-encoded as UTF-8. Refused are userinfo, fragments, hosts in
    /// Unicode, blanks and control characters within, backslashes, ports outside 1 to 65535, dot
    /// segments in the path, and every odd spelling of an address.
    ///
    /// - Throws: ``FieldError`` with the part that is wrong as its field: `url.scheme`,
    ///   `url.userinfo`, `url.host`, `url.port`, `url.path`, `url.query` or `url.fragment`; `url` for
    ///   one that is too long. Nothing of the text is repeated, because it may hold a password.
    public init(_ string: String) throws(FieldError) {
        let bytes = Array(Self.withoutBlanksAround(string).utf8)
        guard bytes.count <= Self.maximumLength else { throw .urlTooLong }
        let (scheme, rest) = try Self.scheme(of: bytes)
        let end = rest.firstIndex { Self.authorityEnds.contains($0) } ?? rest.endIndex
        let authority = rest[..<end]
        // First of all, so that no later message is about a piece of a password.
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw FieldError(
                "url.userinfo",
                "User names and passwords are not taken in URLs. Set basic credentials instead."
            )
        }
        let (host, port) = try Self.hostAndPort(of: authority)
        let target = try Self.target(of: rest[end...])
        try self.init(
            scheme: scheme,
            host: host,
            port: port ?? scheme.defaultPort,
            pathAndQuery: target
        )
    }

    private static let authorityEnds: [UInt8] = [
        UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"),
    ]

    private static func scheme(
        of bytes: [UInt8]
    ) throws(FieldError) -> (Scheme, rest: ArraySlice<UInt8>) {
        for scheme in Scheme.allCases {
            let prefix = Array("\(scheme.rawValue)://".utf8)
            guard bytes.count >= prefix.count else { continue }
            if zip(prefix, bytes).allSatisfy({ $0 == $1.asciiLowercased }) {
                return (scheme, bytes.dropFirst(prefix.count))
            }
        }
        throw FieldError("url.scheme", "A webhook URL starts with https:// (or http://).")
    }

    private static func hostAndPort(
        of authority: ArraySlice<UInt8>
    ) throws(FieldError) -> (Host, port: Int?) {
        let colon = UInt8(ascii: ":")
        if authority.first == UInt8(ascii: "[") {
            guard let close = authority.firstIndex(of: UInt8(ascii: "]")) else {
                throw FieldError(
                    "url.host",
                    "The bracket before the IPv6 address never closes."
                )
            }
            let host = try Host(bracketed: authority[..<close].dropFirst())
            let tail = authority[close...].dropFirst()
            guard let first = tail.first else { return (host, nil) }
            guard first == colon else {
                throw FieldError("url.host", "Only a port may follow the bracketed address.")
            }
            return (host, try port(of: tail.dropFirst()))
        }
        let split = authority.firstIndex(of: colon) ?? authority.endIndex
        let digits = authority[split...].dropFirst()
        guard !digits.contains(colon) else {
            throw FieldError(
                "url.host",
                "More than one colon: write an IPv6 address in brackets, like [2001:db8::1]."
            )
        }
        let host = try Host(parsing: authority[..<split])
        return (host, split == authority.endIndex ? nil : try port(of: digits))
    }

    private static func port(of digits: ArraySlice<UInt8>) throws(FieldError) -> Int {
        // Five digits at most, so the sum cannot overflow.
        guard (1...5).contains(digits.count), digits.allSatisfy(\.isASCIIDigit),
            digits.first != UInt8(ascii: "0")
        else { throw .badURLPort }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard number <= 65535 else { throw .badURLPort }
        return number
    }

    private static func target(of typed: ArraySlice<UInt8>) throws(FieldError) -> String {
        guard !typed.contains(UInt8(ascii: "#")) else {
            throw FieldError(
                "url.fragment",
                "Fragments are never sent to servers. Leave the # and what follows it out."
            )
        }
        let bytes = try percentEncoded(typed)
        let question = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        try check(bytes[..<question], of: "url.path")
        try check(bytes[question...], of: "url.query")
        try refuseDotSegments(in: bytes[..<question])
        let slash = bytes.first == UInt8(ascii: "/") ? "" : "/"
        return slash + String(decoding: bytes, as: UTF8.self)
    }

    private static func check(
        _ bytes: ArraySlice<UInt8>,
        of part: String
    ) throws(FieldError) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                let digits = bytes[index...].dropFirst().prefix(2)
                guard digits.count == 2, digits.allSatisfy({ $0.hexDigitValue != nil }) else {
                    throw FieldError(
                        part,
                        "A % must be followed by two hexadecimal digits; write %25 for a plain %."
                    )
                }
            } else if !(byte.isASCIIDigit || byte.isASCIILetter || punctuation.contains(byte)) {
                throw .badURLCharacter(in: part)
            }
            index = bytes.index(after: index)
        }
    }

    /// What RFC 3986 allows in a path or a query beside letters, digits and escapes.
    private static let punctuation = Set("-._~!$&'()*+,;=:@/?".utf8)

    /// HTTP clients rewrite dot segments before sending, so what is sent would not be what was
    /// judged and stored.
    private static func refuseDotSegments(in path: ArraySlice<UInt8>) throws(FieldError) {
        for segment in path.split(separator: UInt8(ascii: "/")) {
            let plain = String(decoding: segment.map(\.asciiLowercased), as: UTF8.self)
            guard [".", "..", "%2e", ".%2e", "%2e.", "%2e%2e"].contains(plain) else { continue }
            throw FieldError(
                "url.path",
                "The segments . and .. are not taken. Resolve them first."
            )
        }
    }
}

extension FieldError {
    static let urlTooLong = FieldError(
        "url",
        "A webhook URL has at most \(WebhookURL.maximumLength) bytes. Shorten it."
    )

    static func badURLCharacter(in part: String) -> FieldError {
        FieldError(
            part,
            "A character is not allowed there (a blank, a control character, a backslash or one of "
                + "\"<>[]^`{|}). Percent-encode it."
        )
    }

    static let badURLPort = FieldError(
        "url.port",
        "The port must be a number from 1 to 65535 without leading zeros, or be left out."
    )
}
