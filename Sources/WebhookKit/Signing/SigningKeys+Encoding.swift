extension SigningKeys {
    private static let formatVersion: UInt8 = 1

    /// All secrets in clear, to be enciphered before storage (S-6).
    ///
    /// Version, current secret, count, then each retired secret with its three instants. Lengths
    /// take 2 bytes and instants 8, the most significant first.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = [Self.formatVersion]
        Self.append(current, to: &bytes)
        bytes.append(UInt8(retired.count))
        for old in retired {
            Self.append(old.secret, to: &bytes)
            for instant in [old.retiredAt, old.expiresAt, old.switchAt] {
                Self.append(instant.millisecondsSinceEpoch, to: &bytes)
            }
        }
        return bytes
    }

    /// Reads what ``encoded()`` wrote; any bytes may come in.
    ///
    /// - Throws: ``FieldError`` for bytes that are damaged.
    package init(decoding bytes: [UInt8]) throws(FieldError) {
        var reader = KeyReader(rest: bytes[...])
        guard try reader.byte() == Self.formatVersion else { throw .damagedKeys }
        let current = try reader.secret()
        let count = try reader.byte()
        guard count <= Self.maximumRetiredCount else { throw .damagedKeys }
        var retired: [RetiredSecret] = []
        for _ in 0..<count {
            retired.append(
                RetiredSecret(
                    secret: try reader.secret(),
                    retiredAt: try reader.instant(),
                    expiresAt: try reader.instant(),
                    switchAt: try reader.instant()
                )
            )
        }
        guard reader.rest.isEmpty else { throw .damagedKeys }
        self.init(current: current, retired: retired)
    }

    private static func append(_ secret: SigningSecret, to bytes: inout [UInt8]) {
        let text = secret.reveal().utf8
        append(UInt16(text.count), to: &bytes)
        bytes.append(contentsOf: text)
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

private struct KeyReader {
    var rest: ArraySlice<UInt8>

    mutating func byte() throws(FieldError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .damagedKeys }
        return byte
    }

    mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type
    ) throws(FieldError) -> Number {
        var number: Number = 0
        for _ in 0..<(Number.bitWidth / 8) {
            number = number << 8 | Number(truncatingIfNeeded: try byte())
        }
        return number
    }

    mutating func instant() throws(FieldError) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: try number(Int64.self))
    }

    /// Every secret, whatever its scheme, is also a sound text.
    mutating func secret() throws(FieldError) -> SigningSecret {
        let count = Int(try number(UInt16.self))
        guard count <= rest.count else { throw .damagedKeys }
        let text = rest.prefix(count)
        rest = rest.dropFirst(count)
        guard let shown = String(validating: text, as: UTF8.self),
            let secret = try? SigningSecret(shown, form: .text)
        else { throw .damagedKeys }
        return secret
    }
}
