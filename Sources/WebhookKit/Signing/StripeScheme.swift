/// Stripe style (G-2): `Stripe-Signature: t=…,v1=…` with the hexadecimal HMAC of `t.body`.
///
/// The id is neither signed nor sent.
public struct StripeScheme: SigningScheme {
    private static let name = "Stripe-Signature"

    /// Makes the scheme; it has no settings.
    public init() {}

    /// Any text.
    public var keyForm: SigningKeyForm { .text }

    /// True: one `v1=` for each key.
    public var holdsManySignatures: Bool { true }

    /// `Stripe-Signature`.
    public var headerNames: [String] { [Self.name] }

    /// `timestamp.`
    public func signedPrefix(id: String, timestamp: Int64) -> [UInt8] {
        Array("\(timestamp).".utf8)
    }

    /// Writes the one header.
    public func headers(id: String, timestamp: Int64, codes: [[UInt8]]) -> [HeaderField] {
        let signatures = codes.map { ",v1=" + Hex.encode($0) }.joined()
        return [HeaderField(Self.name, "t=\(timestamp)" + signatures)]
    }

    /// Reads the header; keys other than `t` and `v1`, and what cannot be read, are skipped.
    ///
    /// Two times that differ are refused: which one was signed is not for the verifier to guess.
    public func claim(in headers: [HeaderField]) throws(VerificationError) -> SignatureClaim {
        var times: Set<Int64> = []
        var codes: [[UInt8]] = []
        var hasOtherVersion = false
        let entries = try HeaderReading.entries(of: Self.name, in: headers) {
            $0 == UInt8(ascii: ",")
        }
        for entry in entries {
            guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let (key, value) = (entry[..<equals], entry[equals...].dropFirst())
            if key.elementsEqual("t".utf8) {
                if let seconds = try? HeaderReading.seconds(value) { times.insert(seconds) }
            } else if key.elementsEqual("v1".utf8) {
                if let code = Hex.decode(value), code.count == 32 { codes.append(code) }
            } else {
                hasOtherVersion = hasOtherVersion || !key.isEmpty
            }
        }
        guard times.count == 1, let timestamp = times.first else { throw .malformedTimestamp }
        return SignatureClaim(
            timestamp: timestamp,
            signedPrefix: signedPrefix(id: "", timestamp: timestamp),
            codes: try HeaderReading.checked(codes, hasOtherVersion: hasOtherVersion)
        )
    }
}
