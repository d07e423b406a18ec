#if canImport(WebhookKitCCurl)
public import WebhookKit

/// What a sender shows to receivers that ask who it is: its certificate and the key to it.
///
/// Every description is a mask, because the key is a secret.
public struct ClientCertificate: Sendable, Hashable {
    let certificates: Certificates
    let key: [UInt8]
    let passphrase: ExactText?

    /// Takes a certificate and a key that are in memory.
    ///
    /// - Parameters:
    ///   - certificates: The sender's own first, then those between it and the authority.
    ///   - key: The private key as PEM text.
    ///   - passphrase: What decrypts the key; nil, the default, when it is not encrypted.
    /// - Throws: `FieldError` when the key is no PEM text. Whether it fits shows at the first
    ///   request, whose failure is `TransportFailure/Kind/local`.
    public init(
        certificates: Certificates,
        key: String,
        passphrase: String? = nil
    ) throws(FieldError) {
        guard key.contains("PRIVATE KEY-----") else {
            throw FieldError(
                "key",
                "There is no PRIVATE KEY block in it. Give the key as PEM text."
            )
        }
        guard !(passphrase?.utf8.contains(0) ?? false) else {
            throw FieldError("passphrase", "It holds a NUL byte. Give it as it was set.")
        }
        self.certificates = certificates
        self.key = Array(key.utf8)
        self.passphrase = passphrase.map { ExactText($0) }
    }

    /// Reads a certificate and a key from files, now and never again.
    ///
    /// Blocks while it reads: call it while the program starts.
    ///
    /// - Throws: `FieldError` when a file cannot be read or is no PEM text.
    public init(
        certificateFile: String,
        keyFile: String,
        passphrase: String? = nil
    ) throws(FieldError) {
        let key = try readFile(keyFile, field: "keyFile")
        try self.init(
            certificates: try Certificates(file: certificateFile),
            key: String(decoding: key, as: UTF8.self),
            passphrase: passphrase
        )
    }
}

extension ClientCertificate: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// A mask.
    public var description: String { "ClientCertificate(***)" }

    /// The same.
    public var debugDescription: String { description }

    /// The same.
    public var customMirror: Mirror { Mirror(self, children: ["key": "***"]) }
}
#endif
