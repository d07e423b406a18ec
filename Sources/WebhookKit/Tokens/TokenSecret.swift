/// The text that a token authenticates with; it is given out once and cannot be read again (T-3).
///
/// `whk_production_01KDVPB800…_…`: a fixed prefix with the environment, the token's id without its
/// `tok_`, and, as one word, 256 random bits and a checksum (T-4). Why so:
///
/// - The prefix lets a scanner of source code find a token that got lost, by ``pattern``, and shows
///   whoever reads it what it is for.
/// - The id finds the one record to compare with, so that no search by a digest is needed, and no key.
/// - 256 random bits cannot be guessed, so that a plain SHA-256 of them is enough at rest.
/// - The checksum, a CRC-32 of all before it, tells a mistyped or cut token from a wrong one, and a
///   scanner a token from a text that looks like one, without asking anybody.
/// - Letters, digits and `_` alone: a double click marks all of it, and no shell, URL or header has to
///   quote it.
///
/// Descriptions, mirrors and encoders never show it; only ``reveal()`` and the forms that are sent do.
public struct TokenSecret: Sendable {
    /// Why a text is no token's.
    public enum Flaw: String, Error, Sendable, Hashable {
        /// It does not have the form.
        case malformed
        /// It has the form, but was mistyped, cut or made up.
        case wrongChecksum
    }

    /// A regular expression that finds tokens in texts, for scanners of secrets.
    ///
    /// What it finds with a wrong checksum is no token: ``init(_:)`` tells.
    public static let pattern =
        "whk_[a-z0-9]{1,16}_[0-9A-HJKMNP-TV-Z]{26}_[0-9A-Za-z]{49}"

    /// The environment that it is for.
    public let environment: Scope.Environment

    /// The token that it belongs to.
    public let tokenID: Token.ID

    private let text: [UInt8]

    private static let prefix = Array("whk_".utf8)
    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8
    )
    /// 62^43 is more than 2^256, 62^6 more than 2^32.
    private static let (idLength, randomLength, checksumLength) = (26, 43, 6)
    /// All but the environment: the prefix, two separators and three parts.
    private static let fixedLength = 4 + 1 + idLength + 1 + randomLength + checksumLength

    /// Reads a text that somebody shows; any bytes may come.
    ///
    /// - Throws: ``Flaw``; what it throws and how long it takes says nothing about any token.
    public init(_ bytes: some Collection<UInt8>) throws(Flaw) {
        let count = bytes.count
        let nameLength = count - Self.fixedLength
        guard (1...16).contains(nameLength) else { throw .malformed }
        let text = Array(bytes)
        let name = text[4..<(4 + nameLength)]
        let idStart = 4 + nameLength + 1
        let id = text[idStart..<(idStart + Self.idLength)]
        let word = text[(idStart + Self.idLength + 1)...]
        let separator = UInt8(ascii: "_")
        guard text.starts(with: Self.prefix), text[idStart - 1] == separator,
            text[idStart + Self.idLength] == separator,
            id.allSatisfy(\.isCrockfordDigit), word.allSatisfy(\.isASCIILetterOrDigit),
            let environment = try? Scope.Environment(String(decoding: name, as: UTF8.self)),
            let tokenID = try? Token.ID("tok_" + String(decoding: id, as: UTF8.self))
        else { throw .malformed }
        let checked = count - Self.checksumLength
        guard text[checked...].elementsEqual(Self.checksum(of: text[..<checked])) else {
            throw .wrongChecksum
        }
        self.environment = environment
        self.tokenID = tokenID
        self.text = text
    }

    /// Makes the secret of a new token.
    init(for tokenID: Token.ID, in environment: Scope.Environment, using random: any RandomSource) {
        var text = Self.prefix
        text += environment.name.utf8
        text.append(UInt8(ascii: "_"))
        text += tokenID.string.utf8.dropFirst(4)
        text.append(UInt8(ascii: "_"))
        text += Self.base62(random.bytes(32), length: Self.randomLength)
        text += Self.checksum(of: text[...])
        self.environment = environment
        self.tokenID = tokenID
        self.text = text
    }

    /// The text in clear, to show it once.
    public func reveal() -> String {
        String(decoding: text, as: UTF8.self)
    }

    /// What is stored of it: SHA-256.
    var digest: [UInt8] { SHA256.digest(of: text) }

    private static func checksum(of bytes: ArraySlice<UInt8>) -> [UInt8] {
        let value = CRC32.checksum(of: bytes)
        return base62(
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value &>> UInt32($0)) },
            length: checksumLength
        )
    }

    /// A number of big-endian bytes in so many digits, the most significant first.
    private static func base62(_ bytes: [UInt8], length: Int) -> [UInt8] {
        var number = bytes
        var result = [UInt8](repeating: 0, count: length)
        for place in result.indices.reversed() {
            var rest = 0
            for index in number.indices {
                let part = rest << 8 | Int(number[index])
                number[index] = UInt8(part / 62)
                rest = part % 62
            }
            result[place] = digits[rest]
        }
        return result
    }
}

extension TokenSecret: Hashable {
    /// Compares in constant time.
    public static func == (lhs: TokenSecret, rhs: TokenSecret) -> Bool {
        lhs.text.equalsInConstantTime(rhs.text)
    }

    /// Feeds the secret to the hasher, whose result is seeded anew in every process.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}

extension TokenSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A mask and the token's id.
    public var description: String { "TokenSecret(\(tokenID), ***)" }

    /// A mask and the token's id.
    public var debugDescription: String { description }

    /// The token's id alone.
    public var customMirror: Mirror { Mirror(self, children: ["tokenID": tokenID]) }
}

extension UInt8 {
    /// A digit of an id that WebhookKit has made.
    fileprivate var isCrockfordDigit: Bool {
        switch self {
        case UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "O"), UInt8(ascii: "U"): false
        case 0x30...0x39, 0x41...0x5A: true
        default: false
        }
    }

    fileprivate var isASCIILetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
