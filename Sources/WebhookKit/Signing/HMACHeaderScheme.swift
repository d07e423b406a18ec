/// A plain HMAC-SHA256 of the body in a header of the host's choice (G-2).
///
/// It signs no time, so a captured request stays valid; receivers drop repeats by the event's id in
/// the body. It holds one signature, so a rotation needs a switch time.
public struct HMACHeaderScheme: SigningScheme, Hashable {
    /// How the 32 bytes are written.
    public enum Encoding: String, Sendable, Hashable, Codable {
        /// 64 lower-case hexadecimal digits; either case is read.
        case hex
        /// 44 characters of base64 with padding.
        case base64
    }

    /// The header's name.
    public let header: String

    /// What stands before the code, such as `sha256=`; often empty.
    public let prefix: String

    /// How the code is written.
    public let encoding: Encoding

    /// Checks and makes a scheme.
    ///
    /// - Parameters:
    ///   - header: 1 to 64 token characters; not one of the headers that HTTP itself needs.
    ///   - prefix: 0 to 32 visible ASCII characters; spaces may stand anywhere but in front.
    ///   - encoding: How the code is written; hexadecimal by default.
    /// - Throws: ``FieldError`` with the field `header` or `prefix`.
    public init(
        header: String,
        prefix: String = "",
        encoding: Encoding = .hex
    ) throws(FieldError) {
        guard (1...64).contains(header.utf8.count), header.utf8.allSatisfy(Self.isToken) else {
            throw FieldError(
                "header",
                "must be 1 to 64 letters, digits or !#$%&'*+-.^_`|~ ; "
                    + "choose a name such as X-Signature"
            )
        }
        guard !Self.reserved.contains(where: HeaderField(header, "").isNamed) else {
            throw FieldError(
                "header",
                "HTTP needs this header itself; choose a name of your own such as X-Signature"
            )
        }
        let isVisible = prefix.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard prefix.utf8.count <= 32, isVisible, prefix.utf8.first != UInt8(ascii: " ") else {
            throw FieldError(
                "prefix",
                "must be at most 32 visible ASCII characters and not begin with a space"
            )
        }
        self.init(knownHeader: header, prefix: prefix, encoding: encoding)
    }

    private init(knownHeader header: String, prefix: String, encoding: Encoding) {
        self.header = header
        self.prefix = prefix
        self.encoding = encoding
    }

    /// GitHub style: `X-Hub-Signature-256: sha256=` and hexadecimal digits.
    public static let gitHub = HMACHeaderScheme(
        knownHeader: "X-Hub-Signature-256",
        prefix: "sha256=",
        encoding: .hex
    )

    private static let reserved = [
        "authorization", "connection", "content-encoding", "content-length", "content-type", "date",
        "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", "user-agent",
    ]

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension HMACHeaderScheme {
    /// Any text.
    public var keyForm: SigningKeyForm { .text }

    /// False: the header has room for one code.
    public var holdsManySignatures: Bool { false }

    /// The one header.
    public var headerNames: [String] { [header] }

    /// Nothing: the body alone is signed.
    public func signedPrefix(id: String, timestamp: Int64) -> [UInt8] { [] }

    /// Writes the first code.
    public func headers(id: String, timestamp: Int64, codes: [[UInt8]]) -> [HeaderField] {
        codes.prefix(1).map { code in
            let text =
                switch encoding {
                case .hex: Hex.encode(code)
                case .base64: Base64.encode(code)
                }
            return HeaderField(header, prefix + text)
        }
    }

    /// Reads the codes; a sender writes one, and what cannot be read beside it is skipped.
    public func claim(in headers: [HeaderField]) throws(VerificationError) -> SignatureClaim {
        // Commas separate lines that were joined on the way, unless the prefix has some of its own.
        let comma = UInt8(ascii: ",")
        let isPlain = !prefix.utf8.contains(comma)
        let entries = try HeaderReading.entries(of: header, in: headers) { isPlain && $0 == comma }
        return SignatureClaim(codes: try HeaderReading.checked(entries.compactMap(code)))
    }

    private func code(in entry: Substring.UTF8View) -> [UInt8]? {
        guard entry.starts(with: prefix.utf8) else { return nil }
        let text = entry.dropFirst(prefix.utf8.count)
        let code =
            switch encoding {
            case .hex: Hex.decode(text)
            case .base64: Base64.decode(text)
            }
        return code?.count == 32 ? code : nil
    }
}
