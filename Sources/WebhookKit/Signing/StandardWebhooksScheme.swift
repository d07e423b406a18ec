/// Standard Webhooks v1 (G-1): `webhook-id`, `webhook-timestamp` and `webhook-signature`.
///
/// Signed is `id.timestamp.body`; signatures are `v1,` and base64, separated by spaces.
public struct StandardWebhooksScheme: SigningScheme {
    private static let idName = "webhook-id"
    private static let timestampName = "webhook-timestamp"
    private static let signatureName = "webhook-signature"

    /// Makes the scheme; it has no settings.
    public init() {}

    /// `whsec_` and base64.
    public var keyForm: SigningKeyForm { .whsec }

    /// True: a rotation signs with old and new secrets side by side.
    public var holdsManySignatures: Bool { true }

    /// The three `webhook-` headers.
    public var headerNames: [String] { [Self.idName, Self.timestampName, Self.signatureName] }

    /// `id.timestamp.`
    public func signedPrefix(id: String, timestamp: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(id.utf8.count + 17)
        bytes.append(contentsOf: id.utf8)
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: String(timestamp).utf8)
        bytes.append(UInt8(ascii: "."))
        return bytes
    }

    /// Writes the three headers.
    public func headers(id: String, timestamp: Int64, codes: [[UInt8]]) -> [HeaderField] {
        var signatures = ""
        for code in codes {
            signatures += signatures.isEmpty ? "v1," : " v1,"
            signatures += Base64.encode(code)
        }
        return [
            HeaderField(Self.idName, id),
            HeaderField(Self.timestampName, String(timestamp)),
            HeaderField(Self.signatureName, signatures),
        ]
    }

    /// Reads the three headers; signatures of unknown versions and those that cannot be read are
    /// skipped.
    public func claim(in headers: [HeaderField]) throws(VerificationError) -> SignatureClaim {
        let id = try HeaderReading.id(HeaderReading.value(of: Self.idName, in: headers))
        let stamp = try HeaderReading.value(of: Self.timestampName, in: headers)
        let seconds = try HeaderReading.seconds(stamp)
        return SignatureClaim(
            id: id,
            timestamp: seconds,
            signedPrefix: signedPrefix(id: id, timestamp: seconds),
            codes: try codes(in: headers)
        )
    }

    private func codes(in headers: [HeaderField]) throws(VerificationError) -> [[UInt8]] {
        let entries = try HeaderReading.entries(
            of: Self.signatureName,
            in: headers,
            isSeparator: HeaderReading.isBlank
        )
        var codes: [[UInt8]] = []
        var hasOtherVersion = false
        for entry in entries {
            // Machines on the way may have joined several lines by commas, so that a good pair may
            // stand anywhere: no code of 32 bytes reads `v1`.
            var parts = entry.split(
                separator: UInt8(ascii: ","),
                omittingEmptySubsequences: false
            )[...]
            while let version = parts.popFirst(), let code = parts.first {
                if version.elementsEqual("v1".utf8) {
                    guard let bytes = Base64.decode(code), bytes.count == 32 else { continue }
                    codes.append(bytes)
                    parts.removeFirst()
                } else {
                    hasOtherVersion = hasOtherVersion || !version.isEmpty
                }
            }
        }
        return try HeaderReading.checked(codes, hasOtherVersion: hasOtherVersion)
    }
}
