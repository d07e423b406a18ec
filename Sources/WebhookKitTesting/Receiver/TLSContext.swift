import WebhookKit

/// How a receiver speaks TLS.
package struct ReceiverTLS: Sendable {
    /// A version as the handshake writes it.
    package enum Version: Int, Sendable {
        case tls11 = 0x0302
        case tls12 = 0x0303
        case tls13 = 0x0304
    }

    /// PEM text: the key, the receiver's certificate, and those above it that it sends along.
    package var identity: String
    /// PEM text of the authority whose client certificates it demands; nil when it demands none.
    package var clientAuthority: String?
    /// The one version that it speaks; nil for all that OpenSSL speaks.
    package var version: Version?

    /// Makes a description.
    package init(identity: String, clientAuthority: String? = nil) {
        self.identity = identity
        self.clientAuthority = clientAuthority
    }
}

/// The settings of all TLS connections of one receiver.
///
/// `@unchecked Sendable`: OpenSSL guards a context itself; it is complete before it is shared, and
/// freed when the last session has let go of it.
@safe final class TLSContext: @unchecked Sendable {
    let library: TLSLibrary
    let pointer: OpaquePointer

    init(_ tls: ReceiverTLS) throws(LoopbackReceiverError) {
        library = try TLSLibrary()
        guard let pointer = unsafe library.newContext(library.serverMethod()) else {
            throw LoopbackReceiverError("OpenSSL made no context.")
        }
        unsafe self.pointer = pointer
        try apply(tls)
    }

    deinit { unsafe library.freeContext(pointer) }

    private func apply(_ tls: ReceiverTLS) throws(LoopbackReceiverError) {
        let folder: TemporaryFolder
        do { folder = try TemporaryFolder() } catch {
            throw LoopbackReceiverError("There is no temporary folder: \(error)")
        }
        let file = folder.at("identity.pem")
        try TextFile.write(tls.identity, to: file)
        guard unsafe library.useChain(pointer, file) == 1,
            unsafe library.useKey(pointer, file, 1) == 1
        else { throw LoopbackReceiverError("OpenSSL cannot read the receiver's certificate.") }
        if let authority = tls.clientAuthority {
            try TextFile.write(authority, to: folder.at("authority.pem"))
            guard unsafe library.trust(pointer, folder.at("authority.pem"), nil) == 1 else {
                throw LoopbackReceiverError("OpenSSL cannot read the authority's certificate.")
            }
            // SSL_VERIFY_PEER and SSL_VERIFY_FAIL_IF_NO_PEER_CERT.
            unsafe library.setVerify(pointer, 3, nil)
        }
        if let version = tls.version {
            // SSL_CTRL_SET_MIN_PROTO_VERSION and the one for the maximum; level 0, because the
            // usual one has no cipher that TLS 1.1 could use.
            guard unsafe library.control(pointer, 123, version.rawValue, nil) == 1,
                unsafe library.control(pointer, 124, version.rawValue, nil) == 1,
                unsafe library.setCiphers(pointer, "DEFAULT@SECLEVEL=0") == 1
            else { throw LoopbackReceiverError("The system's OpenSSL does not speak \(version).") }
        }
        let name = Array("WebhookKitTesting".utf8)
        _ = unsafe library.setName(pointer, name, UInt32(name.count))
    }
}
