/// How the text of a secret turns into the bytes of an HMAC key (G-1, G-2).
public enum SigningKeyForm: Sendable, Hashable {
    /// `whsec_` and canonical base64 of 24 to 64 bytes; the key is the decoded bytes.
    case whsec

    /// Any text of 16 to 256 bytes without control characters; the key is its UTF-8.
    case text

    private static let prefix = Array("whsec_".utf8)

    /// The one spelling of a secret that is kept and shown, made from what people paste.
    ///
    /// As one or the other of the reference libraries of Standard Webhooks does, it takes the base64
    /// without `whsec_`, without padding and with blanks around it. Text stands for itself, blanks
    /// included.
    func canonical(_ typed: [UInt8]) throws(FieldError) -> [UInt8] {
        var shown = typed
        if self == .whsec {
            let text = typed.trimmed { " \t\r\n".utf8.contains($0) }
            let isWhole = text.starts(with: Self.prefix)
            var digits = text.dropFirst(isWhole ? Self.prefix.count : 0)
            while digits.last == UInt8(ascii: "=") { digits.removeLast() }
            shown = Self.prefix + digits
            let surplus = digits.count % 4
            if surplus > 0 { shown += [UInt8](repeating: UInt8(ascii: "="), count: 4 - surplus) }
        }
        _ = try key(from: shown)
        return shown
    }

    func key(from shown: [UInt8]) throws(FieldError) -> [UInt8] {
        switch self {
        case .whsec:
            guard shown.starts(with: Self.prefix) else { throw .secretWithoutPrefix }
            guard shown.count <= 128 else { throw .secretTooLong }
            guard let key = Base64.decode(shown.dropFirst(Self.prefix.count)) else {
                throw .secretNotBase64
            }
            guard key.count >= 24 else { throw .secretTooShort }
            guard key.count <= 64 else { throw .secretTooLong }
            return key
        case .text:
            guard shown.count >= 16 else { throw .secretTooShort }
            guard shown.count <= 256 else { throw .secretTooLong }
            let scalars = String(decoding: shown, as: UTF8.self).unicodeScalars
            guard !scalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw .secretWithControlCharacter
            }
            return shown
        }
    }

    func shown(of bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .whsec: Self.prefix + Array(Base64.encode(bytes).utf8)
        case .text: Array(Hex.encode(bytes).utf8)
        }
    }
}
