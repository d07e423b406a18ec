#if canImport(WebhookKitCCurl)
public import WebhookKit

/// One or more certificates as PEM text (RFC 7468); public, so no secret.
public struct Certificates: Sendable, Hashable {
    /// The text's bytes.
    let pem: [UInt8]

    /// Takes certificates that are in memory.
    ///
    /// - Parameter pem: At least one `BEGIN CERTIFICATE` block.
    /// - Throws: `FieldError` when there is none.
    public init(pem: String) throws(FieldError) {
        try self.init(Array(pem.utf8), from: "the text given")
    }

    /// Reads certificates from a file, now and never again.
    ///
    /// Blocks while it reads: call it while the program starts.
    ///
    /// - Throws: `FieldError` when the file cannot be read or holds no certificate.
    public init(file path: String) throws(FieldError) {
        try self.init(try readFile(path, field: "certificates"), from: path)
    }

    private init(_ bytes: [UInt8], from place: String) throws(FieldError) {
        guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
            throw FieldError(
                "certificates",
                "There is no BEGIN CERTIFICATE block in \(place). Give certificates as PEM text."
            )
        }
        pem = bytes
    }
}

extension Certificates: CustomStringConvertible {
    /// The size.
    public var description: String { "Certificates(\(pem.count) bytes)" }
}
#endif
