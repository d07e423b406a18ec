/// Stripe style (SPEC G-2): `Stripe-Signature: t=…,v1=…` with the hexadecimal HMAC of `t.body`.
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
    public func headers(id: String, timestamp: Int64, codes: [[UInt8]]) -> [HTTPField] {
        let signatures = codes.map { ",v1=" + Hex.encode($0) }.joined()
        return [HTTPField(Self.name, "t=\(timestamp)" + signatures)]
    }

    /// Reads the one header; keys other than `t` and `v1` are skipped.
    public func claim(in headers: [HTTPField]) throws(VerificationError) -> SignatureClaim {
        let text = try HeaderReading.value(of: Self.name, in: headers)
        var timestamp: Int64?
        var codes: [[UInt8]] = []
        var hasOtherVersion = false
        for entry in try HeaderReading.list(text, at: UInt8(ascii: ",")) {
            let parts = entry.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard parts.count == 2, let key = parts.first, let value = parts.last else {
                throw .malformedSignature
            }
            if key.elementsEqual("t".utf8) {
                guard timestamp == nil else { throw .malformedTimestamp }
                timestamp = try HeaderReading.seconds(value)
            } else if key.elementsEqual("v1".utf8) {
                guard let code = Hex.decode(value), code.count == 32 else {
                    throw .malformedSignature
                }
                codes.append(code)
            } else {
                hasOtherVersion = true
            }
        }
        guard let timestamp else { throw .malformedTimestamp }
        guard !codes.isEmpty else {
            throw hasOtherVersion ? .unknownSignatureVersion : .malformedSignature
        }
        return SignatureClaim(
            timestamp: timestamp,
            signedPrefix: signedPrefix(id: "", timestamp: timestamp),
            codes: codes
        )
    }
}
